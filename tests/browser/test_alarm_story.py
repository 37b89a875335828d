"""A story of an alarm in real Chromium, in Chinese: it arrives, is confirmed
from the link of its message, named, sent to engineering, fixed by service,
verified, its owners are informed, and it comes back in another model.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Issue
from alerts.services.new_posts import process_new_posts
from common.jobs.outbox_sending import send_messages
from common.models import OutboxMessage
from integrations.services.channels import create_channel
from members.models import Member, VehicleOwnership
from notifications.models import ChannelSubscription
from notifications.services.handling import handle_events
from tests.factories.activity import EventSourceFactory
from tests.integrations.fake_channels import FakeFeishu
from tests.integrations.fakes import running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "下坡时刹车失灵"
FIRST = (
    "下坡时刹车失灵，踩到底也没反应，差点追尾",
    "我的也是刹车失灵，踩下去没反应，吓出一身汗",
    "今天刹车突然失灵，踩了没反应，靠手刹停下来的",
)
LATER = (
    "星澜C3的刹车也失灵了，制动踏板踩下去没用",
    "C3上高速刹车失灵，制动完全没用，太吓人",
    "我这台C3刹车失灵，踏板踩下去没用",
)
FIX = "更换真空助力泵"


class Owners:
    """Owners who write by the machine of their platform, and the workers that
    read it.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url = f"{url}/api/v1/posts/"
        self.headers = headers
        self.source = EventSourceFactory().name

    def write(self, texts: tuple[str, ...], model: str, name: str) -> None:
        """Let owners of one model write, and all lanes take a turn."""
        rows = []
        for number, text in enumerate(texts):
            # Just now: a post from before the last decision would be no news.
            ago = timedelta(milliseconds=10 * (len(texts) - number))
            at = datetime.now(UTC) - ago
            row = {
                "external_id": f"{name}{number}",
                "member": f"{name}{number}",
                "text": text,
                "occurred_at": at.isoformat(),
            }
            rows.append(row)
        answer = requests.post(
            self.url,
            json={"source": self.source, "posts": rows},
            headers=self.headers,
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        for member in Member.objects.filter(
            identities__external_id__startswith=name,
        ):
            VehicleOwnership.objects.create(
                member=member,
                model_series=model,
                started_on=date(2025, 1, 1),
            )
        for _turn in range(2):
            process_new_posts(now=timezone.now())
            handle_events(now=timezone.now())
            send_messages(clock=timezone.now)


@pytest.fixture
def owners(live_server: Any, token: Any) -> Owners:
    return Owners(live_server.url, token("posts:write"))


def link_of(body: dict[str, Any]) -> str:
    """Return the address behind the button of a card."""
    (buttons,) = (
        element["actions"]
        for element in body["card"]["elements"]
        if element["tag"] == "action"
    )
    address: str = buttons[0]["url"]
    return address


def next_act(page: Any, label: str) -> Any:
    """Return the next act that a page offers; it is this one."""
    act = page.locator("[data-main-act]")
    expect(act).to_contain_text(label)
    return act


def test_from_the_alarm_to_its_return_in_another_model(
    desk: Any,
    live_server: Any,
    owners: Owners,
    settings: Any,
) -> None:
    settings.OUTGOING_LOOPBACK = True
    settings.PUBLIC_URL = live_server.url
    Issue.objects.update(alerted_at=None, owner=None)
    OutboxMessage.objects.all().delete()
    ChannelSubscription.objects.all().delete()
    with running(FakeFeishu(secret="demo")) as robot:
        channel = create_channel(
            kind="feishu",
            name="质量群",
            address=robot.address,
            secret="demo",
            now=timezone.now(),
            user=None,
        )
        for kind in ("alert.raised", "alert.regressed"):
            ChannelSubscription.objects.create(channel=channel, kind=kind)
        owners.write(FIRST, "星澜 M9", "m9-")
        arrive_and_confirm(desk, live_server, robot)
        issue = Issue.objects.get(alerted_at__isnull=False)
        name_it(desk)
        send_to_engineering(desk)
        fix_it(desk)
        tell_owners(desk, issue)
        verify(desk, issue)
        owners.write(LATER, "星澜 C3", "c3-")
        come_back(desk, live_server, robot, issue)


def arrive_and_confirm(page: Any, live_server: Any, robot: Any) -> None:
    """It is on the desk, and the message in the group leads to it."""
    page.goto(f"{live_server.url}/desk/")
    section = page.locator("section:has(h2:text-is('待我确认的预警'))")
    expect(section.locator("[data-desk-item]")).to_have_count(1)
    expect(section).to_contain_text("刹车")
    (shown,) = robot.bodies
    page.goto(link_of(shown))
    next_act(page, "确认").click()
    page.wait_for_selector(".alert-success")
    expect(page.locator(".next")).to_contain_text("lead")
    next_act(page, "去看看").click()
    page.wait_for_url("**/issues/*/")
    next_act(page, "确认是问题").click()
    page.wait_for_selector(".alert-success")
    expect(page.locator("[data-figure=state]")).to_have_text("已确认")


def name_it(page: Any) -> None:
    page.click(".head a.icon-btn")
    page.fill("#id_name", NAME)
    page.click("main form .btn-primary")
    page.wait_for_selector(".undo-message")
    expect(page.locator("h1")).to_contain_text(NAME)


def send_to_engineering(page: Any) -> None:
    """The sheet is copied, then the ticket opened."""
    next_act(page, "工程").click()
    page.click("#engineering a:has-text('工程单')")
    page.wait_for_url("**/sheet/")
    expect(page.locator(".sheet")).to_contain_text(NAME)
    expect(page.locator(".sheet")).to_contain_text(FIRST[0])
    next_act(page, "工单").click()
    page.wait_for_url("**/issues/*/#engineering")
    page.fill("#ticket_system", "Jira")
    page.fill("#ticket_number", "BRK-7")
    due_on = timezone.localdate() + timedelta(days=7)
    page.fill("#ticket_due_on", due_on.isoformat())
    page.click("#engineering form:has(#ticket_system) button")
    page.wait_for_selector(".alert-success")
    expect(page.locator("#engineering")).to_contain_text("BRK-7")


def fix_it(page: Any) -> None:
    """Engineering names what service does, and that is recorded."""
    page.click("#engineering summary:has-text('记下答复')")
    form = page.locator("#engineering details form").first
    form.get_by_label("工程的答复").fill("真空助力泵批次不良，请到店更换")
    form.get_by_label("零件、服务措施或说明").fill(FIX)
    form.get_by_role("button").click()
    page.wait_for_selector(".alert-success")
    next_act(page, FIX).click()
    page.wait_for_selector(".alert-success")
    expect(page.locator("[data-figure=state]")).to_have_text("已修复")


def tell_owners(page: Any, issue: Issue) -> None:
    """Each text is copied, sent by hand, and marked."""
    next_act(page, "告知车主").click()
    page.wait_for_url("**/issues/notices/?number=*")
    rows = page.locator("#list-region tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(FIX)
    copy = rows.first.locator("[data-copy]")
    copy.click()
    expect(copy).to_contain_text("已")
    page.check("[data-check-all]")
    page.click(".bulk-bar button[value='told']")
    page.click("main form .btn-primary")
    page.wait_for_selector(".alert-success")
    expect(page.locator("#list-region tbody tr")).to_have_count(0)
    page.click(f"main a:has-text('{NAME}')")
    page.wait_for_url(f"**{issue.get_absolute_url()}")


def verify(page: Any, issue: Issue) -> None:
    next_act(page, "验证").click()
    page.wait_for_selector(".alert-success")
    expect(page.locator("[data-figure=state]")).to_have_text("已验证")
    issue.refresh_from_db()
    assert (issue.fixed_by, issue.fix_note) == ("service", FIX)


def come_back(
    page: Any,
    live_server: Any,
    robot: Any,
    issue: Issue,
) -> None:
    """Owners of another model report it: the message leads to an issue that
    links to the old one, and the old one to it.
    """
    returned = Issue.objects.get(regression_of=issue)
    page.goto(link_of(robot.bodies[-1]))
    next_act(page, "确认").click()
    next_act(page, "去看看").click()
    page.wait_for_url(f"**{returned.get_absolute_url()}")
    expect(page.locator("[data-figure=state]")).to_have_text("复发")
    expect(page.locator("main")).to_contain_text("解决之后在另一车型出现")
    page.click(f".fact-row a:has-text('{NAME}')")
    page.wait_for_url(f"**{issue.get_absolute_url()}")
    link = page.locator(f".fact-row a[href='{returned.get_absolute_url()}']")
    expect(link).to_be_visible()
    page.goto(f"{live_server.url}/desk/")
    section = page.locator("section:has(h2:text-is('待我确认的预警'))")
    href = returned.get_absolute_url()
    expect(section.locator(f"a[href='{href}']")).to_be_visible()
