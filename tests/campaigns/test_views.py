"""From plan to review by pages, and the calendar."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from alerts.models import Issue
from campaigns.models import (
    Campaign,
    CampaignWork,
    Decision,
    Participant,
    Review,
)
from campaigns.selectors.campaign_page import SHOWN_ROWS
from members.models import Member
from tests.campaigns.plans import (
    AFTER,
    FIRST,
    LAST,
    campaign,
    events,
    node,
    people,
    segment,
    started,
)
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


class Clock:
    now = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pages open when the test says."""
    held = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: held.now)
    return held


@pytest.fixture
def planner(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["planner"])
    return client


def page(client: Client, name: str, *args: Any, **query: str) -> Any:
    address = reverse(f"campaigns:{name}", args=args)
    response = client.get(address, query)
    assert response.status_code == 200, name
    return response


def act(client: Client, name: str, *args: Any, **data: Any) -> Any:
    address = reverse(f"campaigns:{name}", args=args)
    return client.post(address, data, follow=True)


def move(clock: Clock, client: Client, accounts: dict[str, Any]) -> None:
    """Let the campaign be over; a session does not last as long."""
    clock.now = AFTER
    client.force_login(accounts["planner"])


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def test_a_contest_from_plan_to_review(
    planner: Client,
    accounts: dict[str, Any],
    clock: Clock,
) -> None:
    members = people(2)
    form = {
        "title": "山路摄影赛",
        "kind": "contest",
        "lead": accounts["planner"].pk,
        "goal": "让车主把路上的风景发出来",
        "starts_on": FIRST,
        "ends_on": LAST,
        "segment": segment(members).pk,
        "measure": "sign_ups",
        "target": "2",
        "method": "none",
        "control_percent": "20",
        "topics": "山路",
    }
    act(planner, "campaign_create", **form)
    row = Campaign.objects.get()
    assert row.topics == ["山路"]
    act(planner, "node_create", row.pk, what="公布规则", due_on=FIRST)
    act(planner, "campaign_start", row.pk)
    row.refresh_from_db()
    assert (row.state, row.baseline) == ("running", 0)
    done = act(planner, "node_done", row.nodes.get().pk, evidence="公告链接")
    assert "公告链接" in done.content.decode()
    for member in members:
        who = {"identity": member.pk, "signed_up_on": NOW.date()}
        act(planner, "participant_create", row.pk, **who)
    what = {"what": "奖品", "kind": "gift", "amount": "600"}
    act(planner, "cost_create", row.pk, **what, spent_on=FIRST)
    move(clock, planner, accounts)
    context = page(planner, "campaign_detail", row.pk).context
    assert context["progress"].actual == 2
    assert context["effect"].costs.per_act == 300
    assert context["effect"].costs.per_extra_act is None
    act(planner, "campaign_end", row.pk)
    act(planner, "campaign_report", row.pk, lessons="周末投稿更多")
    report = page(planner, "campaign_report", row.pk)
    assert "周末投稿更多" in report.content.decode()
    assert report.context["result"]["actual"] == 2
    asked = page(planner, "review_create", campaign=str(row.pk))
    opened = asked.context["form"].initial
    assert (opened["since"], opened["until"]) == (FIRST, LAST)
    act(
        planner,
        "review_create",
        **{**opened, "title": "摄影赛复盘", "present": "全体"},
    )
    review = Review.objects.get()
    assert [one["kind"] for one in review.agenda] == ["met"]
    act(planner, "review_finding_create", review.pk, text="周末多一倍")
    other = campaign(
        accounts,
        title="夜拍赛",
        starts_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 8),
    )
    act(
        planner,
        "decision_create",
        review.pk,
        what="周末晚上开放投稿",
        expected="多两成",
        measure="活动作品数",
        owner=accounts["planner"].pk,
        check_on="2026-07-09",
        campaign=other.pk,
    )
    act(planner, "review_close", review.pk)
    minutes = page(planner, "review_detail", review.pk).content.decode()
    assert "周末晚上开放投稿" in minutes
    assert Review.objects.get().closed_at is not None
    following = page(planner, "campaign_detail", other.pk).content.decode()
    assert "周末晚上开放投稿" in following
    check = Decision.objects.get()
    act(planner, "decision_read", check.pk, reading="worked", note="多三成")
    check.refresh_from_db()
    assert check.reading == "worked"


def test_start_says_what_is_missing(
    planner: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    assert page(planner, "campaign_detail", row.pk).context["start_fault"]
    answer = act(planner, "campaign_start", row.pk)
    assert said(answer) != []
    row.refresh_from_db()
    assert row.state == "planned"


def test_fixed_fields_cannot_be_typed(
    planner: Client, accounts: dict[str, Any]
) -> None:
    row = started(accounts)
    form = page(planner, "campaign_edit", row.pk).context["form"]
    assert form.fields["target"].disabled
    data = {"title": "改名", "kind": "event", "goal": "n", "target": "1"}
    act(planner, "campaign_edit", row.pk, **data, control_percent="1")
    row.refresh_from_db()
    assert (row.title, row.target) == ("改名", 30)


def upload(planner: Client, row: Campaign, text: str) -> Any:
    address = reverse("campaigns:participant_import")
    file = SimpleUploadedFile("sign.csv", text.encode())
    return planner.post(address, {"file": file, "campaign": row.pk})


def test_participants_from_a_file(
    planner: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    one, other = people(2)
    text = (
        "成员编号,报名日期,到场日期,取消报名日期,备注\n"
        f"{one.pk},2026-05-18,,2026-05-19,华为手机\n"
        f"{other.pk},,2026-05-19,,\n"
        "没有这个人,2026-05-18,,,\n"
        f"{other.pk},2026-05-18,,,\n"
        f"{one.pk + 999},2026-13-40,,,\n"
    )
    shown = upload(planner, row, text)
    read = shown.context["read"]
    assert len(read.rows) == 2
    lines = [(one.line, one.column) for one in read.faults]
    assert lines == [
        (4, "成员编号"),
        (5, "成员编号"),
        (6, "报名日期"),
        (6, "成员编号"),
    ]
    address = reverse("campaigns:participant_import")
    rows = {"rows": shown.context["signed"], "campaign": row.pk}
    stored = planner.post(address, rows, follow=True)
    assert stored.status_code == 200
    held = Participant.objects.get(member=one)
    assert (held.note, held.via) == ("华为手机", "file")
    assert str(held.cancelled_on) == "2026-05-19"
    again = planner.post(address, rows, follow=True)
    assert "0" in said(again)[0]
    assert Participant.objects.count() == 2
    read = upload(planner, row, text).context["read"]
    assert (read.rows, read.unchanged) == ([], 2)


def test_file_shows_what_would_be_refused(
    planner: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    one, other = people(2)
    read = upload(
        planner,
        row,
        "成员编号,报名日期,取消报名日期,备注\n"
        f"{one.pk},2026-05-18,,\u202e备注\n"
        f"{other.pk},,2026-05-18,\n",
    ).context["read"]
    faults = [(one.line, one.column) for one in read.faults]
    assert faults == [(2, "备注"), (3, "报名日期")]
    assert read.rows == []


def test_participants_by_hand(
    planner: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    [member] = people(1)
    who = {"identity": member.pk, "signed_up_on": "2026-05-18"}
    act(planner, "participant_create", row.pk, **who)
    off = {**who, "cancelled_on": "2026-05-19"}
    act(planner, "participant_create", row.pk, **off)
    held = Participant.objects.get()
    assert str(held.cancelled_on) == "2026-05-19"
    Member.objects.filter(pk=member.pk).update(kind="bot")
    refused = act(planner, "participant_create", row.pk, **who)
    assert refused.status_code == 422
    shown = page(planner, "campaign_detail", row.pk).content.decode()
    for name in ("participant_tick", "participant_remove"):
        assert reverse(f"campaigns:{name}", args=[held.pk]) in shown
    act(planner, "participant_remove", held.pk)
    assert not Participant.objects.exists()


def test_works_by_topic_and_by_hand(
    planner: Client, accounts: dict[str, Any], clock: Clock
) -> None:
    source = EventSourceFactory()
    row = started(accounts, topics=["山路"], measure="linked_works")
    minutes = 3 * 24 * 60
    rows = [
        post_row(1, "u1", "山路上的云海", minutes=minutes),
        post_row(2, "u2", "今天洗车", minutes=minutes + 1),
        post_row(3, "u3", "山路旧照", minutes=1),
    ]
    move(clock, planner, accounts)
    ingest(source, rows, AFTER)
    act(planner, "work_find", row.pk)
    work = CampaignWork.objects.get()
    assert (work.post.external_id, work.via) == ("p1", "topic")
    act(planner, "work_remove", work.pk)
    act(planner, "work_find", row.pk)
    assert not CampaignWork.objects.linked().exists()
    act(planner, "work_restore", work.pk)
    assert CampaignWork.objects.linked().count() == 1
    context = page(planner, "campaign_detail", row.pk).context
    assert context["progress"].actual == 1
    answer = act(planner, "work_link", row.pk, post=work.post_id)
    assert answer.status_code == 409
    assert CampaignWork.objects.count() == 1
    act(planner, "work_link", row.pk, post="p2")
    assert CampaignWork.objects.linked().count() == 2
    shown = page(planner, "work_list", campaign=str(row.pk))
    assert "今天洗车" in shown.content.decode()


def test_calendar_month_list_and_feed(
    planner: Client, accounts: dict[str, Any], client: Client
) -> None:
    row = started(accounts)
    node(row, accounts["planner"])
    month = page(planner, "calendar").content.decode()
    assert "山路摄影赛" in month
    assert "公布评选规则" in month
    listed = page(planner, "calendar", month="2026-06", **{"as": "list"})
    text = listed.content.decode()
    assert "端午节" in text
    assert "618" in text
    assert page(planner, "calendar", month="2026-99").context["weeks"]
    made = act(planner, "calendar_address", act="renew")
    address = made.context["address"]
    again = act(planner, "calendar_address", act="renew").context["address"]
    outside = Client()
    assert outside.get(address).status_code == 404
    feed = outside.get(again)
    assert feed["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:山路摄影赛" in feed.content.decode()
    act(planner, "calendar_address", act="end")
    assert outside.get(again).status_code == 404


def test_findings_of_a_call(planner: Client, accounts: dict[str, Any]) -> None:
    row = campaign(accounts, kind="call", places=1)
    [member] = people(1)
    what = {"text": "地库里蓝牙钥匙连不上", "found_on": NOW.date()}
    who = {"identity": member.pk}
    act(planner, "call_finding_create", row.pk, **who, **what)
    finding = row.findings.get()
    assert finding.member == member
    issue = Issue.objects.create(number=7, opened_at=NOW)
    for number, led in (("7", issue), ("8", issue), ("", None)):
        act(planner, "finding_link", finding.pk, to="issue", number=number)
        finding.refresh_from_db()
        assert finding.issue == led, number
    act(planner, "call_finding_remove", finding.pk)
    assert not row.findings.exists()
    contest = campaign(accounts, title="赛")
    act(planner, "call_finding_create", contest.pk, **who, **what)
    assert not contest.findings.exists()


def test_page_of_a_closed_campaign_says_what_the_report_said(
    planner: Client, accounts: dict[str, Any], clock: Clock
) -> None:
    [member] = people(1)
    row = started(accounts, members=[member])
    events({member: [FIRST]})
    move(clock, planner, accounts)
    act(planner, "campaign_end", row.pk)
    act(planner, "campaign_report", row.pk, lessons="周末更多")
    events({member: [FIRST, LAST]}, kind=2)
    row.participants.create(
        member=member, attended_on=LAST, via="page", entered_at=AFTER
    )
    context = page(planner, "campaign_detail", row.pk).context
    assert context["progress"].actual == 1
    assert context["charts"]["progress"]["series"][0]["data"][-1] == 1
    assert context["attendance"] == 0
    told = planner.get(f"/api/v1/campaigns/{row.pk}/progress/").json()
    assert (told["actual"], told["attendance"]) == (1, 0)


def test_page_shows_so_many_rows(
    planner: Client, accounts: dict[str, Any]
) -> None:
    row = campaign(accounts)
    for number in range(SHOWN_ROWS + 1):
        node(row, accounts["planner"], what=f"第 {number} 件")
    context = page(planner, "campaign_detail", row.pk).context
    assert len(context["nodes"]) == SHOWN_ROWS
    assert context["more_nodes"]
    assert not context["more_costs"]


def test_a_mistake_keeps_what_was_typed(
    planner: Client, accounts: dict[str, Any]
) -> None:
    call = campaign(accounts, kind="call")
    contest = campaign(accounts, title="赛")
    found = {"text": "蓝牙钥匙连不上", "found_on": NOW.date()}
    cost = {"what": "山顶场地", "kind": "venue", "amount": "-1"}
    for name, row, typed in (
        ("cost_create", contest, {**cost, "spent_on": FIRST}),
        ("call_finding_create", call, {**found, "identity": "没有这个人"}),
        ("work_link", call, {"post": "没有这个帖子"}),
        ("campaign_cancel", call, {"note": "场地\u202e取消"}),
    ):
        answer = act(planner, name, row.pk, **typed)
        assert answer.status_code == 422, name
        text = answer.content.decode()
        for value in typed.values():
            assert str(value) in text, (name, value)
        assert "invalid-feedback" in text, name
    assert not call.findings.exists()
