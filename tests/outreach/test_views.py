"""Every page of outreach with data, and its way from draw to answer."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from common.services.outbox import pause_receiver
from outreach.models import (
    Graduation,
    Honour,
    Match,
    MemberChannel,
    Opportunity,
    OutreachMessage,
)
from outreach.rules.messages import RECEIVER_TYPE
from outreach.rules.policy import PURPOSES
from outreach.services.drafts import Route
from outreach.services.graduations import Sign, open_graduation
from tests.conftest import NOW
from tests.outreach.contacts import (
    agreeing_member,
    approved_message,
    drawn,
    opportunity,
)

pytestmark = pytest.mark.django_db
PAGES = (
    "gate",
    "policy_list",
    "policy_create",
    "holiday_list",
    "holiday_create",
    "channel_list",
    "channel_create",
    "stop_list",
    "refusal_list",
    "opportunity_list",
    "opportunity_create",
    "match_list",
    "effects",
    "message_list",
    "graduation_list",
    "honour_list",
    "consultation_list",
    "consultation_create",
)


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages open on a lawful morning."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def admin(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["admin"])
    return client


def page(client: Client, name: str, *args: Any, **query: str) -> Any:
    address = reverse(f"outreach:{name}", args=args)
    response = client.get(address, query)
    assert response.status_code == 200, name
    return response


def act(client: Client, name: str, pk: int, **data: Any) -> Any:
    address = reverse(f"outreach:{name}", args=[pk])
    return client.post(address, data, follow=True)


def test_pages_open(admin: Client, accounts: dict[str, Any]) -> None:
    agreeing_member(nickname="阿越")
    drawn(accounts, held_out_percent=50)
    for name in PAGES:
        page(admin, name)


def test_gate_page_counts_and_opens_rows(admin: Client) -> None:
    agreeing_member(nickname="阿越")
    agreeing_member(nickname="非人", kind="bot")
    response = page(admin, "gate")
    found = response.context["found"]
    assert (found.allowed, found.total) == (1, 2)
    assert "阿越" in response.content.decode()
    rows = page(admin, "gate", reason="not_a_person").content.decode()
    assert "非人" in rows
    assert "阿越" not in rows


def test_draw_write_approve_send_answer(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    agreeing_member(nickname="阿越")
    row = opportunity(accounts)
    before = page(admin, "opportunity_detail", row.pk).context
    assert before["candidates"] == 1
    act(admin, "opportunity_draw", row.pk)
    match = Match.objects.get()
    address = reverse("outreach:match_list")
    chosen = {"act": "write", "ids": [match.pk]}
    assert admin.post(address, chosen).status_code == 200
    chosen |= {"confirmed": "1", "route": "hand:wecom"}
    admin.post(address, chosen)
    message = OutreachMessage.objects.get()
    act(admin, "message_submit", message.pk)
    act(admin, "message_approve", message.pk)
    message.refresh_from_db()
    assert message.state == "submitted", "nobody approves their own text"
    admin.force_login(accounts["lead"])
    act(admin, "message_approve", message.pk)
    act(admin, "message_take", message.pk)
    act(admin, "message_sent", message.pk)
    act(
        admin,
        "message_answer",
        message.pk,
        key=uuid4(),
        summary="想报名",
        mood="1",
    )
    assert page(admin, "match_list").context["table"].page.paginator.count == 1
    message.refresh_from_db()
    assert message.state == "sent"
    assert message.answer is not None
    assert message.answer.summary == "想报名"
    assert (
        "想报名" in page(admin, "message_detail", message.pk).content.decode()
    )
    page(admin, "opportunity_detail", row.pk)


def test_opportunity_by_form(admin: Client, accounts: dict[str, Any]) -> None:
    script = opportunity(accounts).script
    data = {
        "title": "冬季冰雪试驾",
        "kind": "event",
        "audience": "quiet",
        "tags": "越野，露营",
        "ends_on": "2026-06-01",
        "script": script.pk,
        "held_out_percent": "20",
        "outcome_days": "28",
    }
    address = reverse("outreach:opportunity_create")
    assert admin.post(address, {**data, "tags": ""}).status_code == 422
    assert admin.post(address, data).status_code == 302
    row = Opportunity.objects.get(title="冬季冰雪试驾")
    assert row.tags == ["越野", "露营"]
    edit = reverse("outreach:opportunity_edit", args=[row.pk])
    assert "越野, 露营" in admin.get(edit).content.decode()


def test_policy_is_previewed_then_kept(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    agreeing_member()
    address = reverse("outreach:policy_create")
    form = admin.get(address).context["form"]
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value is not None:
            data[name] = value
    data |= {"other_most": "0", "note": "暂停", "based_on": "1"}
    preview = admin.post(address, data)
    effect = preview.context["preview"][PURPOSES.index("opportunity")]
    assert (effect["before"], effect["after"]) == (1, 0)
    data["confirmed"] = preview.context["entered"]
    response = admin.post(address, data, follow=True)
    assert response.context["policy"].other_cap.most == 0
    found = page(admin, "gate").context["found"]
    assert (found.allowed, found.total) == (0, 1)


def test_stop_from_member_page_and_undo(admin: Client) -> None:
    member = agreeing_member(nickname="阿越")
    address = reverse("outreach:stop_create", args=[member.pk])
    admin.post(address, {"reason": "家中有事"})
    [(_template, card)] = admin.get(member.get_absolute_url()).context["cards"]
    assert card["stop"].reason == "家中有事"
    stop = member.contact_stops.get()
    act(admin, "stop_end", stop.pk)
    stop.refresh_from_db()
    assert stop.ended_at == NOW
    act(admin, "stop_undo", stop.pk)
    stop.refresh_from_db()
    assert stop.ended_at is None


def test_logging_by_hand_warns(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    member = agreeing_member()
    member.contact_stops.create(reason="勿扰", made_at=NOW)
    form = reverse("teamwork:interaction_create", args=[member.pk])
    html = admin.get(form).content.decode()
    assert "data-contact-warning" in html


def test_graduation_page(admin: Client, accounts: dict[str, Any]) -> None:
    member = agreeing_member(nickname="老周")
    address = reverse("outreach:graduation_create", args=[member.pk])
    data = {"quote": "车卖了", "owner": accounts["lead"].pk}
    assert admin.post(address, data).status_code == 302
    row = Graduation.objects.get()
    shown = page(admin, "graduation_detail", row.pk).context
    assert shown["thanks"].startswith("老周")
    act(admin, "honour_give", row.pk, kind="owner")
    for step in row.steps.filter(done_on__isnull=True):
        act(admin, "step_done", step.pk, evidence="https://x.cn/1")
    act(admin, "graduation_end", row.pk, ending="held", note="")
    row.refresh_from_db()
    assert row.ending == "held"
    [(_template, card)] = admin.get(member.get_absolute_url()).context["cards"]
    honour = Honour.objects.get()
    assert card["honours"] == [honour]
    act(admin, "honour_roles", honour.pk, is_adviser="on")
    honour.refresh_from_db()
    assert (honour.is_adviser, honour.is_mentor) == (True, False)


def test_consultation(admin: Client, accounts: dict[str, Any]) -> None:
    address = reverse("outreach:consultation_create")
    data = {"question": "续航显示要不要改？", "due_on": "2026-06-01"}
    assert admin.post(address, data).status_code == 409
    member = agreeing_member(nickname="老周")
    Honour.objects.create(
        member=member, kind="owner", given_on=NOW.date(), is_adviser=True
    )
    response = admin.post(address, data, follow=True)
    row = response.context["row"]
    answer = row.answers.get()
    act(admin, "advisor_answer", answer.pk, answer="建议改")
    act(admin, "consultation_outcome", row.pk, outcome="采纳")
    row.refresh_from_db()
    assert (row.outcome, str(row.informed_on)) == ("采纳", "2026-05-20")


def test_desk_shows_what_waits(
    client: Client,
    accounts: dict[str, Any],
) -> None:
    agreeing_member(nickname="阿越")
    approved_message(accounts, drawn(accounts).matches.get())
    open_graduation(
        member_id=agreeing_member(nickname="老周").pk,
        sign=Sign("said"),
        owner=accounts["communicator"],
        now=NOW,
        user=None,
    )
    client.force_login(accounts["communicator"])
    sections = client.get(reverse("teamwork:desk")).context["sections"]
    kinds = {section.kind for section in sections}
    assert {"outreach_sending", "graduation_step"} <= kinds


def test_a_paused_channel_is_resumed_in_the_list(admin: Client) -> None:
    channel = MemberChannel.objects.create(
        way="push", name="推送", platform="app", created_at=NOW
    )
    pause_receiver(receiver_type=RECEIVER_TYPE, receiver_id=channel.pk)
    assert "暂停" in page(admin, "channel_list").content.decode()
    chosen = {"act": "resume", "ids": [channel.pk], "confirmed": "1"}
    admin.post(reverse("outreach:channel_list"), chosen)
    assert not MemberChannel.objects.paused().exists()


def test_a_message_on_its_way_is_not_sent_by_hand(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    agreeing_member(nickname="阿越")
    match = drawn(accounts).matches.get()
    channel = MemberChannel.objects.create(
        way="push", name="推送", platform="app", created_at=NOW
    )
    route = Route("push", channel)
    message = approved_message(accounts, match, route=route)
    OutreachMessage.objects.update(state="sending", claimed_at=NOW)
    text = page(admin, "message_detail", message.pk).content.decode()
    assert reverse("outreach:message_sent", args=[message.pk]) not in text
    MemberChannel.objects.update(is_open=False)
    OutreachMessage.objects.update(state="approved", claimed_at=None)
    text = page(admin, "message_detail", message.pk).content.decode()
    assert reverse("outreach:channel_list") in text
    page(admin, "message_list", is_stuck="true")
