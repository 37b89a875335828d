"""The weekly brief in real Chromium: read, printed without a cut chart, ordered
with a click, mailed once to a server of this machine, and read there.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from common.jobs.outbox_sending import send_messages
from integrations.models import Channel
from reports.models import BriefSubscription
from reports.services.briefs import send_briefs
from tests.integrations.fake_channels import FakeMailServer, running_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Height of the printed area of A4 with margins of 14 mm, at 96 pixels an inch.
PAPER_HEIGHT = (297 - 2 * 14) / 25.4 * 96
PAPER_WIDTH = round((210 - 2 * 14) / 25.4 * 96)


@pytest.fixture
def mail_server(settings: Any) -> Iterator[FakeMailServer]:
    with running_mail(FakeMailServer()) as fake:
        settings.MAIL_SERVER = {
            **settings.MAIL_SERVER,
            "host": "127.0.0.1",
            "port": fake.port,
            "use_tls": False,
            "use_ssl": False,
            "from": "运营台 <kocops@example.org>",
        }
        yield fake


def next_monday_evening() -> Any:
    """Return when a brief is sent even though its nights are missing."""
    now = timezone.localtime()
    days = 7 - now.weekday()
    at = now.replace(hour=19, minute=0, second=0, microsecond=0)
    return at + timedelta(days=days)


def test_a_brief_is_read_printed_ordered_and_mailed_once(
    desk: Page,
    live_server: Any,
    mail_server: FakeMailServer,
) -> None:
    desk.goto(f"{live_server.url}/briefs/")
    desk.wait_for_selector("#card-active canvas")
    desk.click("#figure-active a")
    desk.wait_for_url("**/members/?in_week=active*")
    desk.go_back()
    cards_fit_on_paper(desk)
    desk.get_by_role("button", name="每周一发给我").click()
    desk.wait_for_selector("#sent form")
    row = BriefSubscription.objects.get()
    row.user.email = "lead@example.org"
    row.user.save()
    assert Channel.objects.filter(kind="email").exists()
    monday = next_monday_evening()
    assert send_briefs(now=timezone.now()) == 0, "from next Monday on"
    assert send_briefs(now=monday) == 1
    assert send_briefs(now=monday + timedelta(hours=3)) == 0
    send_messages(clock=lambda: monday)
    send_messages(clock=lambda: monday + timedelta(hours=1))
    ((recipients, mail),) = mail_server.mails()
    assert recipients == ["lead@example.org"]
    _plain, html = mail.iter_parts()
    mail_loads_nothing(desk, html.get_content())


def cards_fit_on_paper(page: Page) -> None:
    """Printed, no card with a chart is cut: it is kept together, is no taller
    than a page, and all of its chart is drawn.
    """
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    cards = page.locator(".board-card:has(canvas)")
    assert cards.count() >= 5
    for at in range(cards.count()):
        card = cards.nth(at)
        box = card.bounding_box()
        assert box is not None
        assert box["height"] < PAPER_HEIGHT
        assert box["x"] + box["width"] <= PAPER_WIDTH + 1
        kept = card.evaluate("one => getComputedStyle(one).breakInside")
        assert kept == "avoid"
        chart = card.locator("canvas").first.bounding_box()
        assert chart is not None
        assert chart["width"] <= box["width"]
    assert not page.locator("button[data-print]").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})


def mail_loads_nothing(page: Page, html: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("about:blank")
    asked.clear()
    page.set_content(html)
    page.wait_for_load_state("networkidle")
    assert asked == []
    assert page.get_by_text("活跃情况").is_visible()
    bars = page.locator("td > div")
    assert bars.count() > 50
