"""Twins are found, compared, kept apart and merged."""

import pytest
from django.urls import reverse

from alerts.models import DifferentIssues, Issue, IssueCorrection
from alerts.selectors.twins import find_twins, read_side_by_side
from alerts.services.corrections import split_issue
from alerts.services.twins import forget_difference, keep_apart
from common.errors import Conflict
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_issues_of_one_part_and_symptom_may_be_the_same(two_models) -> None:
    first, second = two_models
    (twin,) = find_twins(first)
    assert twin.issue == second
    assert "symptoms" in twin.likeness.shared


def test_issues_that_staff_keep_apart_are_not_proposed_again(
    two_models,
    accounts,
) -> None:
    first, second = two_models
    for one, other in ((second, first), (first, second)):
        row = keep_apart(
            issue_id=one.pk,
            other_id=other.pk,
            user=accounts["lead"],
            now=NOW,
        )
    assert DifferentIssues.objects.count() == 1
    assert find_twins(first) == find_twins(second) == []
    forget_difference(difference_id=row.pk)
    assert find_twins(first)


def test_an_issue_does_not_differ_from_itself(issue, accounts) -> None:
    with pytest.raises(Conflict):
        keep_apart(
            issue_id=issue.pk,
            other_id=issue.pk,
            user=accounts["lead"],
            now=NOW,
        )


def test_what_was_split_off_is_no_twin(issue, accounts) -> None:
    chosen = issue.reports.order_by("pk").values_list("pk", flat=True)[:2]
    split_issue(
        issue_id=issue.pk,
        report_ids=list(chosen),
        user=accounts["lead"],
        now=NOW,
    )
    assert find_twins(Issue.objects.get(pk=issue.pk)) == []


def test_both_are_shown_with_what_they_share(two_models) -> None:
    issues = Issue.objects.with_report_counts()
    one, other = (issues.get(pk=issue.pk) for issue in two_models)
    shown = read_side_by_side(one, other)
    assert shown["owner_count"] == 0
    assert [len(side["reports"]) for side in shown["sides"]] == [3, 3]
    total = [sum(s["data"]) for s in shown["curve"]["series"]]
    assert total == [4, 4]


def test_the_page_merges_and_a_message_undoes_it(two_models, as_role) -> None:
    first, second = two_models
    client = as_role("communicator")
    page = client.get(reverse("alerts:issue_twin", args=[first.pk, second.pk]))
    merge = reverse("alerts:issue_merge", args=[first.pk])
    assert merge in page.content.decode()
    merged = client.post(merge, {"other": second.pk}, follow=True)
    undo = reverse(
        "alerts:correction_undo",
        args=[IssueCorrection.objects.get().pk],
    )
    text = merged.content.decode()
    assert "data-toast" in text
    assert (
        f'action="{undo}"' in text.split("data-toast>")[1].split("</div>")[0]
    )
    client.post(undo)
    assert Issue.objects.unmerged().count() == 2


def test_the_page_keeps_apart_and_a_message_undoes_it(
    two_models,
    as_role,
) -> None:
    first, second = two_models
    client = as_role("analyst")
    pair = [first.pk, second.pk]
    answer = client.post(
        reverse("alerts:issue_differs", args=pair),
        follow=True,
    )
    undo = reverse(
        "alerts:difference_undo",
        args=[DifferentIssues.objects.get().pk],
    )
    assert undo in answer.content.decode()
    compared = client.get(reverse("alerts:issue_twin", args=pair))
    assert compared.context["apart"]
    client.post(undo)
    assert find_twins(first)


def test_a_mute_is_undone_unless_something_was_decided_since(
    issue,
    as_role,
) -> None:
    client = as_role("lead")
    mute = {"to_state": "muted", "muted_until_reporters": "9"}
    for _number in range(2):
        muted = client.post(issue.get_absolute_url(), mute, follow=True)
        undo = reverse(
            "alerts:mute_undo",
            args=[issue.changes.first().pk],
        )
        assert undo in muted.content.decode()
        client.post(undo)
        issue.refresh_from_db()
        assert issue.state == Issue.State.CONFIRMED
        assert issue.muted_until_reporters is None
    client.post(undo)
    issue.refresh_from_db()
    assert issue.state == Issue.State.CONFIRMED
    assert issue.changes.filter(from_state="muted").count() == 2
