"""A story of four colleagues in real Chromium: found, nominated, judged,
decided, promised, handed over.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from common.security.access import ANALYST, COMMUNICATOR, LEAD, PLANNER
from members.models import Member
from teamwork.models import Handover, Interaction, Nomination
from tests.browser.conftest import PASSWORD, leave
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def colleagues(
    browser: Any,
    live_server: Any,
    community: Any,
) -> Iterator[dict[str, Any]]:
    """One page for each role, logged in, in Chinese."""
    pages = {}
    for role in (COMMUNICATOR, PLANNER, ANALYST, LEAD):
        user, _made = get_user_model().objects.get_or_create(username=role)
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies(
            [
                {
                    "name": "django_language",
                    "value": "zh-hans",
                    "url": live_server.url,
                },
            ],
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/login/")
        page.fill("#id_username", role)
        page.fill("#id_password", PASSWORD)
        page.click("main form .btn-primary")
        page.wait_for_url("**/overview/")
        pages[role] = page
    yield pages
    for page in pages.values():
        leave(page)
        page.context.close()


def judge(page: Any, comment: str) -> None:
    """From the desk to a judgement."""
    page.keyboard.press("g")
    page.keyboard.press("y")
    page.wait_for_url("**/desk/")
    page.click("[data-desk-item] a:has-text('海边的陈师傅')")
    for name in ("works", "influence", "steadiness"):
        page.check(f"input[name='{name}_score'][value='4']")
    page.fill("#id_comment", comment)
    page.click("button:has-text('提交评估')")
    page.wait_for_selector(f"text={comment}")


def test_from_a_find_to_a_new_contact_who_sees_all_of_it(
    colleagues: dict[str, Any],
    live_server: Any,
) -> None:
    member = Member.objects.get(nickname="海边的陈师傅")
    key = member.identities.first().external_id
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    source = EventSourceFactory()
    texts = ("傍晚的湖边，晚霞落在引擎盖上", "山路追云海，等到了日出")
    ingest(
        source,
        [
            post_row(70 + n, key, text, occurred_at=yesterday)
            for n, text in enumerate(texts)
        ],
        timezone.now(),
    )
    mine, lead = colleagues[COMMUNICATOR], colleagues[LEAD]

    mine.keyboard.press("/")
    mine.keyboard.type("hbd")
    mine.keyboard.press("Enter")
    mine.click("#list-region a:has-text('海边的陈师傅')")
    mine.click(".page-header a:has-text('提报')")
    mine.fill("#id_reason", "照片很受欢迎")
    for text in texts:
        mine.get_by_label(text).check()
    mine.click("main form .btn-primary")
    mine.wait_for_selector(".alert-success")
    assert Nomination.objects.get().works.count() == 2

    judge(colleagues[PLANNER], "构图很好")
    judge(colleagues[ANALYST], "数据很稳")
    lead.goto(f"{live_server.url}/desk/")
    lead.click("[data-desk-item] a:has-text('海边的陈师傅')")
    lead.check("input[name='accept'][value='1']")
    lead.fill("#id_reason", "欢迎加入")
    lead.click("button:has-text('做决定')")
    lead.wait_for_selector(".alert-success")
    mine.goto(f"{live_server.url}/desk/")
    mine.click("[data-desk-item] a:has-text('海边的陈师傅')")
    mine.wait_for_selector("text=欢迎加入")

    mine.goto(f"{live_server.url}/members/{member.pk}/edit/")
    mine.select_option("#id_primary_contact", label=COMMUNICATOR)
    mine.click("main form .btn-primary")
    mine.wait_for_selector(".alert-success")

    mine.wait_for_load_state()
    mine.keyboard.press("n")
    mine.wait_for_url("**/interactions/new/")
    mine.fill("#id_summary", "聊了露营，答应寄一张海报")
    mine.reload()
    assert mine.input_value("#id_summary") == "聊了露营，答应寄一张海报", (
        "a draft survives"
    )
    mine.fill("#id_promise", "寄海报")
    mine.fill("#id_due_on", str(timezone.localdate()))
    mine.click("main form .btn-primary")
    mine.wait_for_selector(".alert-success")
    mine.goto(f"{live_server.url}/members/{member.pk}/interactions/new/")
    assert mine.input_value("#id_summary") == "", "a logged draft is gone"

    mine.goto(f"{live_server.url}/desk/")
    assert "寄海报" in mine.inner_text("main"), "the promise is due"
    mine.goto(f"{live_server.url}/workload/members/?q=hbd")
    mine.check("[data-check-all]")
    mine.click(".bulk-bar button[value='handover']")
    mine.select_option("#id_to_user", label=LEAD)
    mine.fill("#id_reason", "下周休假")
    mine.click("main form .btn-primary")
    mine.wait_for_selector(".alert-success")

    lead.goto(f"{live_server.url}/desk/")
    lead.click("[data-desk-item] a:has-text('communicator')")
    lead.wait_for_url("**/handovers/*/")
    expect(lead.locator("main")).to_contain_text("寄海报")
    lead.click("button:has-text('接收')")
    lead.wait_for_selector("button:has-text('每位我都认识了')")
    lead.click("main a:has-text('海边的陈师傅')")
    lead.wait_for_url(f"**/members/{member.pk}/")
    page = lead.inner_text("main")
    for seen in ("聊了露营，答应寄一张海报", "寄海报", "已通过", "lead"):
        assert seen in page
    lead.goto(f"{live_server.url}/desk/")
    lead.locator("[data-desk-item]:has-text('寄海报') a").first.focus()
    lead.keyboard.press("e")
    lead.wait_for_selector(".alert-success")
    assert Interaction.objects.get().kept_at is not None
    assert Handover.objects.get().state == "accepted"
