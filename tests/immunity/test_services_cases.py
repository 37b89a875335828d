"""When a case file is asked for, and whose it is once issues are merged."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from activity.models import EventSource
from alerts.models import Alert, Issue, IssueCorrection, IssueReport
from alerts.services.corrections import merge_issues
from alerts.services.issues import change_issue
from alerts.services.undoing import undo_correction
from common.errors import Conflict, Invalid
from immunity.models import CaseCheck, CaseOmission, CrisisCase
from immunity.selectors import memory
from immunity.selectors.crises import (
    case_of,
    lacking_case_files,
    lacks_case_file,
)
from immunity.selectors.memory import read_profiles, remember
from immunity.services.cases import (
    edit_case,
    omit_case,
    undo_omission,
    write_case,
)
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import say

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CASE = {
    "cause": "密封圈老化",
    "scope": "四位车主",
    "what_was_done": "召回更换",
    "reaction": "逐渐平静",
    "what_helped": "第一天就公布范围",
}
CHECK = {"question": "还有人报告吗？", "due_on": date(2026, 6, 1)}


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(accounts: dict[str, Any]) -> Any:
    return accounts["lead"]


def crisis(source: EventSource, number: int, **about: Any) -> Issue:
    """Return an open issue with a report, which has raised an alert."""
    [post] = say(source, (f"车主{number}", "我的车刹车失灵"))
    issue: Issue = Issue.objects.create(
        number=number,
        opened_at=NOW - 9 * DAY,
        alerted_at=NOW - 9 * DAY,
        last_alerted_at=NOW - 9 * DAY,
        **about,
    )
    IssueReport.objects.create(
        issue=issue,
        number=number,
        post=post,
        posted_at=post.posted_at,
        words={"刹车": 1},
        fault="brakes|not_working",
    )
    alert(issue, at=NOW - 9 * DAY, cause="first")
    return issue


def alert(issue: Issue, *, at: Any, cause: str = "again") -> None:
    post = issue.reports.earliest("pk").post
    Alert.objects.create(
        issue=issue,
        cause=cause,
        post=post,
        raised_at=at,
        reporter_count=4,
        expected=0.1,
    )


def close(issue: Issue, user: Any, *, at: Any = NOW) -> Issue:
    change_issue(
        issue_id=issue.pk, to_state="closed", note="", user=user, now=at
    )
    issue.refresh_from_db()
    return issue


def write(issue: Issue, user: Any, *, at: Any = NOW) -> CrisisCase:
    return write_case(
        issue_id=issue.pk, values=CASE, checks=[CHECK], now=at, user=user
    )


def asked(now: Any = NOW) -> list[Issue]:
    return list(lacking_case_files(now))


def test_old_crises_are_not_asked_for(
    source: EventSource,
    lead: Any,
) -> None:
    old, late = crisis(source, 1), crisis(source, 2)
    close(old, lead, at=NOW - 91 * DAY)
    close(late, lead, at=NOW - 89 * DAY)
    assert asked() == [late]
    assert lacks_case_file(old), "it may still be written"


def test_a_crisis_that_was_closed_here_is_asked_for_until_it_is_written(
    source: EventSource,
    lead: Any,
) -> None:
    installed = memory_began()
    issue = close(crisis(source, 1), lead, at=installed + DAY)
    year = installed + 365 * DAY
    assert asked(year) == [issue]
    write(issue, lead, at=year)
    assert asked(year) == []


def memory_began() -> Any:
    """Return since when case files are kept in this database."""
    rows = MigrationRecorder.Migration.objects.filter(app="immunity")
    return rows.earliest("applied").applied


def test_another_alert_asks_again(source: EventSource, lead: Any) -> None:
    issue = close(crisis(source, 1), lead, at=NOW - 8 * DAY)
    case = write(issue, lead, at=NOW - 7 * DAY)
    assert asked() == []
    alert(issue, at=NOW - 2 * DAY)
    assert asked() == [issue]
    edit_case(case_id=case.pk, changes={}, opened={}, now=NOW)
    assert asked() == []


def test_the_form_leads_to_the_case_file_that_is_out_of_date(
    client: Client,
    source: EventSource,
    lead: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(lead)
    issue = close(crisis(source, 1), lead, at=NOW - 8 * DAY)
    case = write(issue, lead, at=NOW - 7 * DAY)
    form = reverse("immunity:case_create", args=[issue.pk])
    assert client.get(form)["Location"] == case.get_absolute_url()
    alert(issue, at=NOW - 2 * DAY)
    edit = reverse("immunity:case_edit", args=[case.pk])
    assert client.get(form)["Location"] == edit
    client.post(edit, {**CASE, "cause": "另一批密封圈也老化"})
    case.refresh_from_db()
    assert (case.cause, case.revised_at) == ("另一批密封圈也老化", NOW)
    assert not lacks_case_file(issue)


def test_a_reason_of_before_another_alert_is_replaced(
    source: EventSource,
    lead: Any,
) -> None:
    issue = close(crisis(source, 1), lead, at=NOW - 8 * DAY)
    omit_case(issue_id=issue.pk, reason="误报", now=NOW - 7 * DAY, user=lead)
    assert asked() == []
    with pytest.raises(Conflict):
        omit_case(issue_id=issue.pk, reason="还是误报", now=NOW, user=lead)
    alert(issue, at=NOW - 2 * DAY)
    assert asked() == [issue]
    omit_case(issue_id=issue.pk, reason="又是误报", now=NOW, user=lead)
    row = CaseOmission.objects.get()
    assert row.reason == "又是误报"
    undo_omission(omission_id=row.pk)
    assert asked() == [issue]


def test_a_merge_leaves_the_case_file_with_the_issue(
    client: Client,
    source: EventSource,
    lead: Any,
) -> None:
    gone = close(crisis(source, 1), lead)
    kept = close(crisis(source, 2), lead)
    case = write(gone, lead)
    assert asked() == [kept]
    merge_issues(issue_id=kept.pk, other_id=gone.pk, user=lead, now=NOW)
    kept.refresh_from_db()
    assert asked() == []
    assert case_of(kept) == case
    with pytest.raises(Conflict):
        write(kept, lead)
    client.force_login(lead)
    page = client.get(case.get_absolute_url())
    assert page.context["issue"] == kept
    assert len(page.context["member_cases"]) == 2
    shown = client.get(kept.get_absolute_url()).content.decode()
    assert case.get_absolute_url() in shown
    assert remember(kept).cases == 0, "it is no memory of itself"
    other = crisis(source, 3)
    [found] = remember(other).found
    assert found.case == case
    merge = IssueCorrection.objects.latest("pk")
    undo_correction(correction_id=merge.pk, user=lead, now=NOW)
    assert (case_of(gone), case_of(kept)) == (case, None)


def test_a_reason_of_a_merged_issue_leaves_the_desk(
    source: EventSource,
    lead: Any,
) -> None:
    gone = close(crisis(source, 1), lead)
    kept = close(crisis(source, 2), lead)
    omit_case(issue_id=gone.pk, reason="误报", now=NOW, user=lead)
    assert CaseOmission.objects.waiting().count() == 1
    merge_issues(issue_id=kept.pk, other_id=gone.pk, user=lead, now=NOW)
    assert CaseOmission.objects.waiting().count() == 0
    assert asked() == [Issue.objects.get(pk=kept.pk)]


def test_a_case_file_is_stored_with_all_its_checks_or_not_at_all(
    source: EventSource,
    lead: Any,
) -> None:
    issue = close(crisis(source, 1), lead)
    omit_case(issue_id=issue.pk, reason="误报", now=NOW, user=lead)
    with pytest.raises(ValidationError):
        write_case(
            issue_id=issue.pk,
            values=CASE,
            checks=[CHECK, {**CHECK, "question": ""}],
            now=NOW,
            user=lead,
        )
    assert not CrisisCase.objects.exists()
    assert not CaseCheck.objects.exists()
    assert CaseOmission.objects.exists()


def test_too_many_checks_are_called_so(
    source: EventSource,
    lead: Any,
) -> None:
    issue = close(crisis(source, 1), lead)
    for checks, code in (([], "no_checks"), ([CHECK] * 21, "too_many_checks")):
        with pytest.raises(Invalid) as refused:
            write_case(
                issue_id=issue.pk,
                values=CASE,
                checks=checks,
                now=NOW,
                user=lead,
            )
        assert refused.value.code == code


def test_words_of_the_nearest_case_files_are_read(
    source: EventSource,
    lead: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MAX_READ", 1)
    brakes = {"components": [["brakes", 3]], "symptoms": [["not_working", 3]]}
    alike = close(crisis(source, 1, **brakes), lead)
    screen = {"components": [["head_unit", 3]]}
    unlike = close(crisis(source, 2, **screen), lead)
    IssueReport.objects.filter(issue=unlike).update(fault="head_unit|black")
    case = write(alike, lead)
    write(unlike, lead)
    read: list[int] = []

    def reading(issues: Any) -> Any:
        kept = list(issues)
        read.extend(issue.pk for issue in kept)
        return read_profiles(kept)

    monkeypatch.setattr(memory, "read_profiles", reading)
    present = crisis(source, 3, **brakes)
    found = remember(present)
    assert read == [present.pk, alike.pk]
    assert found.cases == 2
    assert [one.case for one in found.found] == [case]


def test_newest_reports_are_read_of_each_issue(
    source: EventSource,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "READ_REPORTS", 1)
    one, other = crisis(source, 1), crisis(source, 2)
    [later] = say(source, ("车主4", "我的刹车也失灵"), hours_ago=1)
    IssueReport.objects.create(
        issue=one,
        number=1,
        post=later,
        posted_at=later.posted_at,
        words={"踏板": 1},
        fault="brakes|not_working",
    )
    profiles = read_profiles([one, other])
    assert set(profiles[one.pk].words) == {"踏板"}
    assert set(profiles[other.pk].words) == {"刹车"}
    assert profiles[one.pk].facets["faults"] == [["brakes|not_working", 2]]
