"""Issues that are joined, and counted anew when posts change."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.models import Issue, IssueReport
from alerts.services import issue_merging
from alerts.services.corrections import merge_issues
from alerts.services.issue_merging import absorb_issue, recount_changed_issues
from alerts.services.issues import change_issue
from alerts.services.post_classification import classify_new_posts
from common.errors import DomainError
from community.models import Post
from members.models import Member, VehicleOwnership
from tests.alerts.posts import FIRST, THIRD, article
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def test_a_deleted_post_has_no_report_any_more(source) -> None:
    article(source)
    classify_new_posts(now=NOW)
    ingest(source, [{**post_row(40, "xing", THIRD), "is_deleted": "1"}])
    assert Issue.objects.with_report_counts().get().reporter_count == 2
    assert Post.objects.get(external_id="p40").is_deleted


def test_facets_count_only_visible_reports_of_people(
    source,
) -> None:
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    assert (dict(issue.components)["key"], issue.opened_at) == (
        2,
        Post.objects.get(external_id="p1").posted_at,
    )
    ingest(source, [{**post_row(1, "hai", FIRST), "is_deleted": "1"}])
    Member.objects.filter(identities__external_id="chen").update(
        kind=Member.Kind.STAFF,
    )
    assert recount_changed_issues() == 1
    issue.refresh_from_db()
    assert (dict(issue.components), dict(issue.scenes)) == (
        {"key": 1, "doors": 1},
        {},
    )
    assert dict(issue.triggers) == {"ota": 1}
    Member.objects.update(kind=Member.Kind.PERSON)
    newer = (NOW + timedelta(minutes=5)).isoformat()
    ingest(source, [post_row(1, "hai", FIRST, edited_at=newer)])
    assert recount_changed_issues() == 1
    issue.refresh_from_db()
    assert (
        dict(issue.components)["key"],
        "underground_garage" in dict(issue.scenes),
    ) == (2, True)
    assert IssueReport.objects.filter(is_counted=False).count() == 0
    assert recount_changed_issues() == 0


def test_changes_during_a_recount_are_found_by_the_next(
    source,
    monkeypatch,
) -> None:
    article(source)
    classify_new_posts(now=NOW)
    first, third = (
        Post.objects.filter(external_id="p1"),
        Post.objects.filter(external_id="p40"),
    )
    first.update(is_deleted=True)
    count = issue_merging.most_named

    def while_counting(counts: Any) -> Any:
        first.update(is_deleted=False)
        third.update(is_deleted=True)
        return count(counts)

    monkeypatch.setattr(issue_merging, "most_named", while_counting)
    recount_changed_issues()
    monkeypatch.undo()
    assert recount_changed_issues() == 1
    assert dict(Issue.objects.unmerged().get().components) == {
        "key": 1,
        "doors": 1,
    }
    assert set(
        IssueReport.objects.filter(is_counted=False).values_list(
            "post__external_id",
            flat=True,
        ),
    ) == {"p40"}


def test_a_merge_by_staff_is_remembered_by_the_clustering(
    two_models,
    source,
    accounts,
) -> None:
    target, merged = two_models
    merge_issues(
        issue_id=target.pk,
        other_id=merged.pk,
        user=accounts["lead"],
        now=NOW,
    )
    assert (
        Issue.objects.with_report_counts().get(pk=target.pk).reporter_count
        == 8
    )
    ingest(
        source,
        [post_row(60, "m1b", "高速上车机黑屏卡死重启，空调车窗失灵")],
    )
    member = Member.objects.get(identities__external_id="m1b")
    VehicleOwnership.objects.create(
        member=member,
        model_series="星澜 C3",
        started_on=NOW.date(),
    )
    classify_new_posts(now=NOW)
    assert IssueReport.objects.get(post__external_id="p60").issue == target
    with pytest.raises(DomainError):
        merge_issues(
            issue_id=target.pk,
            other_id=merged.pk,
            user=accounts["lead"],
            now=NOW,
        )


@pytest.mark.parametrize(
    ("stays_days", "goes_days", "merged_days"),
    [(5, 2, 2), (2, 5, 2), (None, 4, 4), (4, None, 4)],
)
def test_a_merged_issue_was_alerted_when_the_first_of_both_was(
    two_models,
    accounts,
    stays_days,
    goes_days,
    merged_days,
) -> None:
    for issue, days in zip(two_models, (stays_days, goes_days), strict=True):
        issue.alerted_at = None if days is None else NOW + timedelta(days=days)
        issue.save()
    target, merged = two_models
    merged = merge_issues(
        issue_id=target.pk,
        other_id=merged.pk,
        user=accounts["lead"],
        now=NOW,
    )
    assert merged.alerted_at == NOW + timedelta(days=merged_days)


def test_a_merge_keeps_what_staff_decided(two_models, accounts) -> None:
    target, merged = two_models
    user = accounts["lead"]
    change_issue(
        issue_id=merged.pk,
        to_state="confirmed",
        note="已复现",
        user=user,
        now=NOW,
    )
    merged = merge_issues(
        issue_id=target.pk,
        other_id=merged.pk,
        user=user,
        now=NOW,
    )
    assert merged.state == "confirmed"
    assert {change.note for change in merged.changes.all()} >= {"已复现"}


def test_a_name_and_an_owner_are_not_lost_in_a_merge(accounts) -> None:
    named = {"name": "地库开不了门", "owner": accounts["planner"]}
    target = Issue.objects.create(number=1, opened_at=NOW, **named)
    source = Issue.objects.create(number=2, opened_at=NOW, severity="high")
    joined = absorb_issue(source, target)
    assert (joined.name, joined.owner) == tuple(named.values())
    assert joined.severity == "high"
    third = Issue.objects.create(number=3, opened_at=NOW)
    taken_over = absorb_issue(joined, third)
    assert (taken_over.name, taken_over.owner) == tuple(named.values())
