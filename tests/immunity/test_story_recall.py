"""The recall of the article: an alerted issue is closed, its case file is
written, its checks come back, and a later issue remembers it.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import EventSource
from alerts.models import Issue
from alerts.services.new_posts import process_new_posts
from immunity.models import CaseCheck, CaseOmission, CrisisCase
from members.models import Member, VehicleOwnership
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.immunity.rumours import say

pytestmark = pytest.mark.django_db
CASE = {
    "cause": "刹车助力泵的一批密封圈老化过快。",
    "scope": "2025年3月到8月生产的星驰，报告的车主有四位。",
    "what_was_done": "当周发布召回公告，逐一打电话预约更换。",
    "reaction": "开始很慌，跟着车友直播换件以后平静下来。",
    "what_helped": "第一天就说清哪些车涉及，并公布更换进度。",
}
BRAKES = (
    "我的车早上踩刹车失灵，刹车踏板很硬踩不动",
    "今天刹车失灵了，踏板发硬，差点追尾",
    "我的刹车也失灵，踏板硬得踩不下去",
    "刹车失灵，冷车第一脚踏板特别硬",
)


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def alerted(
    source: EventSource,
    *texts: str,
    series: str = "星驰",
    hours_ago: int = 20,
) -> Issue:
    """Let owners report a fault until it raises an alert; return its issue."""
    known = set(Issue.objects.values_list("pk", flat=True))
    for number, text in enumerate(texts):
        name = f"{series}车主{number}"
        member = Member.objects.filter(nickname=name).first()
        if member is None:
            member = MemberFactory(nickname=name)
            VehicleOwnership.objects.create(
                member=member, model_series=series, started_on=NOW.date()
            )
        member.identities.get_or_create(
            platform=source.platform, external_id=name
        )
        say(source, (name, text), hours_ago=hours_ago)
    process_new_posts(now=NOW)
    rows = Issue.objects.exclude(pk__in=known).with_report_counts()
    issue: Issue = rows.order_by("-reporter_count").first()
    Issue.objects.filter(pk=issue.pk).update(alerted_at=NOW)
    issue.refresh_from_db()
    return issue


def close(client: Client, issue: Issue) -> Any:
    data = {"from_state": issue.state, "to_state": "closed", "note": ""}
    return client.post(issue.get_absolute_url(), data)


def write(client: Client, issue: Issue, **more: str) -> Any:
    address = reverse("immunity:case_create", args=[issue.pk])
    checks = {"question_1": "还有人报告吗？", "due_on_1": "2026-05-20"}
    return client.post(address, {**CASE, **checks, **more})


def test_crisis_is_remembered(lead: Client, source: EventSource) -> None:
    issue = alerted(source, *BRAKES)
    closed = close(lead, issue)
    form = reverse("immunity:case_create", args=[issue.pk])
    assert closed["Location"] == form
    html = lead.get(form).content.decode()
    assert "位车主反馈" in html, "the scope is drafted from numbers"
    desk = lead.get(reverse("teamwork:desk")).content.decode()
    assert form in desk

    assert write(lead, issue).status_code == 302
    case = CrisisCase.objects.get()
    page = lead.get(case.get_absolute_url())
    cases = page.context["member_cases"]
    assert len(cases) >= 3
    assert all(one.steps[0].what == "反馈问题" for one in cases)
    assert form not in lead.get(reverse("teamwork:desk")).content.decode()
    printed = lead.get(reverse("immunity:case_print", args=[case.pk]))
    assert CASE["what_helped"] in printed.content.decode()

    check = CaseCheck.objects.get()
    desk = lead.get(reverse("teamwork:desk")).content.decode()
    assert f"{case.get_absolute_url()}#checks" in desk, "it is due today"
    done = reverse("immunity:check_done", args=[check.pk])
    lead.post(done, {"outcome": "came_back", "finding": "又有两位车主报告"})
    check.refresh_from_db()
    assert check.outcome == "came_back"
    lead.post(reverse("immunity:check_undo", args=[check.pk]))
    check.refresh_from_db()
    assert check.done_at is None


def test_later_issue_says_what_it_resembles_and_what_differs(
    lead: Client,
    source: EventSource,
) -> None:
    past = alerted(source, *BRAKES)
    close(lead, past)
    write(lead, past)
    # Another car, in the rain: clustering keeps it apart only if staff do.
    present = Issue.objects.create(
        number=past.number + 100,
        opened_at=NOW,
        components=[["brakes", 3]],
        symptoms=past.symptoms,
        scenes=[["rain", 3]],
        model_series=[["远航", 3]],
    )
    for report in past.reports.all()[:3]:
        report.pk = None
        report.issue = present
        report.number = present.number
        report.save()
    html = lead.get(present.get_absolute_url()).content.decode()
    assert CASE["what_helped"] in html
    assert "远航" in html
    assert "现在：" in html


def test_unlike_issue_resembles_nothing(
    lead: Client,
    source: EventSource,
) -> None:
    past = alerted(source, *BRAKES)
    close(lead, past)
    write(lead, past)
    other = Issue.objects.create(
        number=9_000,
        opened_at=NOW,
        components=[["head_unit", 5]],
        symptoms=[["black_screen", 5]],
    )
    html = lead.get(other.get_absolute_url()).content.decode()
    assert "在1份危机档案中没有相似的" in html
    assert CASE["what_helped"] not in html


def test_omission_needs_a_reason_and_another_lead(
    lead: Client,
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    issue = alerted(source, *BRAKES)
    close(lead, issue)
    omit = reverse("immunity:case_omit", args=[issue.pk])
    lead.post(omit, {"reason": ""})
    assert not CaseOmission.objects.exists()
    lead.post(omit, {"reason": "误报，四位车主用的是同一批洗车店"})
    row = CaseOmission.objects.get()
    desk = lead.get(reverse("teamwork:desk")).content.decode()
    assert "误报" in desk, "it stays on the desk of leads"
    agree = reverse("immunity:omission_agree", args=[row.pk])
    lead.post(agree)
    row.refresh_from_db()
    assert row.agreed_at is None, "nobody agrees with their own reason"
    lead.force_login(accounts["admin"])
    lead.post(agree)
    row.refresh_from_db()
    assert row.agreed_at == NOW


def test_case_file_needs_a_closed_crisis(
    lead: Client,
    source: EventSource,
) -> None:
    issue = alerted(source, *BRAKES)
    assert write(lead, issue).status_code == 409
    close(lead, issue)
    assert write(lead, issue, cause="").status_code == 422
    assert write(lead, issue).status_code == 302
    assert write(lead, issue).status_code == 409
    assert CrisisCase.objects.count() == 1


def test_unalerted_issue_asks_for_nothing(
    lead: Client,
    source: EventSource,
) -> None:
    issue = alerted(source, *BRAKES[:2])
    Issue.objects.filter(pk=issue.pk).update(alerted_at=None)
    issue.refresh_from_db()
    assert close(lead, issue)["Location"] == issue.get_absolute_url()


def test_late_check_stays_until_done(
    lead: Client,
    source: EventSource,
) -> None:
    issue = alerted(source, *BRAKES)
    close(lead, issue)
    write(lead, issue)
    check = CaseCheck.objects.get()
    anchor = f"{check.case.get_absolute_url()}#checks"

    def stands_on_desk(days: int) -> bool:
        check.due_on = (NOW + timedelta(days=days)).date()
        check.save(update_fields=["due_on"])
        desk = lead.get(reverse("teamwork:desk")).content.decode()
        return anchor in desk

    assert not stands_on_desk(3)
    assert stands_on_desk(-30)
    done = reverse("immunity:check_done", args=[check.pk])
    lead.post(done, {"outcome": "unclear", "finding": ""})
    assert stands_on_desk(-30), "it says nothing of what was found"
    lead.post(done, {"outcome": "holds", "finding": ""})
    assert not stands_on_desk(-30)
