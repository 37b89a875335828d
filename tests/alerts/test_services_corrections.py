"""Staff merge, split, move and undo; the clustering remembers each of it, whatever is restarted."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.models import Alert, Issue, IssueCorrection, IssueReport
from alerts.services import index_cache
from alerts.services.corrections import (
    merge_issues,
    move_reports,
    split_issue,
)
from alerts.services.issues import change_issue
from alerts.services.post_classification import classify_new_posts
from alerts.services.undoing import undo_correction
from common.errors import DomainError
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
BRAKES, SCREEN = "刹车异响，踩下去吱吱叫，第{}次", "中控大屏黑屏重启，第{}次了"


@pytest.fixture
def source() -> Any:
    return EventSourceFactory()


def tell(source: Any, text: str, numbers: range) -> None:
    ingest(
        source,
        [post_row(n, f"m{n}", text.format(n), minutes=n) for n in numbers],
    )
    classify_new_posts(now=NOW)


@pytest.fixture
def brakes(source) -> Issue:
    tell(source, BRAKES, range(6))
    return Issue.objects.unmerged().get()


@pytest.fixture
def screen(source, brakes) -> Issue:
    tell(source, SCREEN, range(20, 24))
    return Issue.objects.unmerged().exclude(pk=brakes.pk).get()


def reports(issue: Issue) -> list[str]:
    return sorted(issue.reports.values_list("post__external_id", flat=True))


def known() -> Any:
    """What the clustering knows after a restart."""
    index_cache._cached.clear()
    index = index_cache.load(index_cache.classification_state()).issues
    return {
        n: (index.size[n], {t: w for t, w in sorted(held.items())})
        for n, held in index.terms.items()
    }


def test_a_split_issue_is_one_of_its_own_and_stays_apart(
    brakes,
    source,
    accounts,
) -> None:
    chosen = list(brakes.reports.order_by("pk")[:3])
    apart = split_issue(
        issue_id=brakes.pk,
        report_ids=[v.pk for v in chosen],
        user=accounts["lead"],
        now=NOW,
    )
    brakes.refresh_from_db()
    assert (len(reports(apart)), len(reports(brakes))) == (3, 3)
    assert (
        dict(apart.components)["brakes"]
        == dict(brakes.components)["brakes"]
        == 3
    )
    tell(source, BRAKES, range(40, 60))
    assert Issue.objects.unmerged().count() == 2, (
        "they are never joined by the clustering"
    )
    assert brakes.changes.get().note.startswith("3")


def test_a_moved_report_takes_its_words_with_it(
    brakes,
    screen,
    accounts,
) -> None:
    before = known()
    report = brakes.reports.order_by("pk")[0]
    move_reports(
        issue_id=brakes.pk,
        report_ids=[report.pk],
        to_number=screen.number,
        user=accounts["lead"],
        now=NOW,
    )
    screen.refresh_from_db()
    assert reports(screen)[0] == "p0"
    assert dict(screen.symptoms)["noise"] == 1
    after = known()
    assert after[screen.number][0] == before[screen.number][0] + 1
    assert set(report.terms) <= set(after[screen.number][1])
    undo_correction(
        correction_id=IssueCorrection.objects.first().pk,
        user=accounts["lead"],
        now=NOW,
    )
    assert known() == before
    assert reports(brakes) == [f"p{n}" for n in range(6)]


def test_an_undone_merge_is_as_if_it_had_never_been(
    brakes,
    screen,
    source,
    accounts,
) -> None:
    user = accounts["lead"]
    change_issue(
        issue_id=screen.pk,
        to_state="confirmed",
        note="已复现",
        user=user,
        now=NOW,
    )
    screen.refresh_from_db()
    before = (
        reports(brakes),
        reports(screen),
        screen.state,
        screen.alerted_at,
        brakes.alerted_at,
        known(),
    )
    merge_issues(issue_id=brakes.pk, other_id=screen.pk, user=user, now=NOW)
    assert len(reports(brakes)) == 10
    undo_correction(
        correction_id=IssueCorrection.objects.get().pk,
        user=user,
        now=NOW + timedelta(hours=1),
    )
    brakes.refresh_from_db()
    screen.refresh_from_db()
    assert (screen.merged_into, brakes.state) == (None, "new")
    after = (
        reports(brakes),
        reports(screen),
        screen.state,
        screen.alerted_at,
        brakes.alerted_at,
        known(),
    )
    assert after == before
    assert {change.note for change in screen.changes.all()} >= {"已复现"}
    tell(source, SCREEN, range(70, 75))
    assert len(reports(screen)) == 9


def test_a_split_is_undone_with_the_reports_that_came_since(
    brakes,
    source,
    accounts,
) -> None:
    user, count = accounts["lead"], brakes.reports.count()
    chosen = [report.pk for report in brakes.reports.order_by("pk")[:3]]
    split_issue(issue_id=brakes.pk, report_ids=chosen, user=user, now=NOW)
    tell(source, BRAKES, range(40, 42))
    correction = IssueCorrection.objects.get()
    undo_correction(correction_id=correction.pk, user=user, now=NOW)
    assert Issue.objects.unmerged().get() == brakes
    assert brakes.reports.count() == count + 2
    with pytest.raises(DomainError):
        undo_correction(correction_id=correction.pk, user=user, now=NOW)


@pytest.mark.parametrize("chosen", [[], [10**9]])
def test_a_split_needs_reports_of_the_issue(brakes, accounts, chosen) -> None:
    with pytest.raises(DomainError):
        split_issue(
            issue_id=brakes.pk,
            report_ids=chosen,
            user=accounts["lead"],
            now=NOW,
        )
    everyone = list(brakes.reports.values_list("pk", flat=True))
    with pytest.raises(DomainError):
        split_issue(
            issue_id=brakes.pk,
            report_ids=everyone,
            user=accounts["lead"],
            now=NOW,
        )
    assert not IssueCorrection.objects.exists()
    assert Issue.objects.count() == 1


@pytest.mark.parametrize("number", [0, 10**15])
def test_a_report_moves_only_to_an_unmerged_issue(
    brakes,
    accounts,
    number,
) -> None:
    report = brakes.reports.first()
    for wrong in (number, brakes.number):
        with pytest.raises(DomainError):
            move_reports(
                issue_id=brakes.pk,
                report_ids=[report.pk],
                to_number=wrong,
                user=accounts["lead"],
                now=NOW,
            )
    assert IssueReport.objects.get(pk=report.pk).issue == brakes


def test_corrections_are_in_the_snapshot_too(
    brakes,
    screen,
    source,
    accounts,
    monkeypatch,
) -> None:
    user = accounts["lead"]
    split_issue(
        issue_id=brakes.pk,
        report_ids=[v.pk for v in brakes.reports.order_by("pk")[:2]],
        user=user,
        now=NOW,
    )
    monkeypatch.setattr(index_cache, "CHECKPOINT_REPORTS", 1)
    tell(source, SCREEN, range(80, 82))
    from_snapshot = known()
    state = index_cache.classification_state()
    assert state.snapshot_correction == IssueCorrection.objects.get().pk
    state.snapshot, state.snapshot_through, state.snapshot_correction = (
        b"",
        0,
        0,
    )
    state.save()
    assert known() == from_snapshot


def test_an_undone_merge_repeats_no_alert(
    source,
    accounts,
) -> None:
    user = accounts["lead"]
    tell(source, BRAKES, range(2))
    tell(source, SCREEN, range(20, 22))
    target, merged = Issue.objects.unmerged().order_by("number")
    merge_issues(issue_id=target.pk, other_id=merged.pk, user=user, now=NOW)
    tell(source, BRAKES, range(40, 42))
    assert Alert.objects.get().issue == target
    undo_correction(
        correction_id=IssueCorrection.objects.get().pk,
        user=user,
        now=NOW,
    )
    tell(source, BRAKES, range(50, 54))
    assert Alert.objects.filter(issue=target).count() == 1
