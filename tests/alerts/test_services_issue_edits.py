"""Staff name an issue, say how severe it is and who is responsible."""

import pytest

from alerts.models import Issue, IssueChange
from alerts.services.issue_edits import edit_issue, undo_issue_change
from common.db.edits import EditConflict
from common.errors import Conflict, Invalid
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(accounts) -> Issue:
    return Issue.objects.create(number=5, opened_at=NOW)


def edit(issue, user, reason="", opened=None, **changes) -> list[IssueChange]:
    return edit_issue(
        issue_id=issue.pk,
        changes=changes,
        user=user,
        now=NOW,
        reason=reason,
        opened=opened,
    )


def test_a_name_is_stored_with_its_history_and_undone(plain, accounts) -> None:
    lead = accounts["lead"]
    (first,) = edit(plain, lead, name="地库开不了门")
    assert edit(plain, lead, name="地库开不了门") == []
    (second,) = edit(plain, lead, name="地库蓝牙钥匙失灵")
    with pytest.raises(Conflict):
        undo_issue_change(change_id=first.pk, user=lead, now=NOW)
    undone = undo_issue_change(change_id=second.pk, user=lead, now=NOW)
    assert (undone.name, str(undone)) == ("地库开不了门", "地库开不了门")
    last = plain.changes.first()
    assert (last.before, last.after) == ("地库蓝牙钥匙失灵", "地库开不了门")


def test_a_severity_needs_a_reason(plain, accounts) -> None:
    with pytest.raises(Invalid) as refused:
        edit(plain, accounts["lead"], severity="critical")
    assert refused.value.where == {"field": "reason"}
    plain.refresh_from_db()
    assert plain.severity == ""
    (change,) = edit(plain, accounts["lead"], "刹车", severity="critical")
    assert (change.after, change.note) == ("critical", "刹车")
    plain.refresh_from_db()
    assert plain.shown_severity == "critical"


def test_an_owner_is_given_and_taken_back(plain, accounts) -> None:
    (change,) = edit(plain, accounts["lead"], owner=accounts["planner"])
    plain.refresh_from_db()
    assert plain.owner == accounts["planner"]
    undo_issue_change(change_id=change.pk, user=accounts["lead"], now=NOW)
    plain.refresh_from_db()
    assert plain.owner is None


def test_an_owner_with_a_name_comes_back_by_undoing(plain, accounts) -> None:
    planner, analyst = accounts["planner"], accounts["analyst"]
    planner.last_name, planner.first_name = "陈", "小雨"
    planner.save()
    edit(plain, accounts["lead"], owner=planner)
    plain.refresh_from_db()
    (change,) = edit(plain, accounts["lead"], owner=analyst)
    assert change.before == "陈小雨"
    undo_issue_change(change_id=change.pk, user=accounts["lead"], now=NOW)
    plain.refresh_from_db()
    assert plain.owner == planner


def test_an_owner_who_cannot_be_distinguished_is_chosen_anew(
    plain,
    accounts,
) -> None:
    planner, analyst = accounts["planner"], accounts["analyst"]
    for account in (planner, analyst):
        account.first_name = "陈小雨"
        account.save()
    edit(plain, accounts["lead"], owner=planner)
    plain.refresh_from_db()
    (change,) = edit(plain, accounts["lead"], owner=accounts["lead"])
    with pytest.raises(Conflict):
        undo_issue_change(change_id=change.pk, user=accounts["lead"], now=NOW)
    plain.refresh_from_db()
    assert plain.owner == accounts["lead"]


def test_a_change_of_somebody_else_is_not_overwritten(plain, accounts) -> None:
    edit(plain, accounts["lead"], name="theirs")
    with pytest.raises(EditConflict):
        edit(plain, accounts["lead"], opened={"name": ""}, name="mine")
    edit(
        plain, accounts["lead"], "why", opened={"severity": ""}, severity="low"
    )
    plain.refresh_from_db()
    assert (plain.name, plain.severity) == ("theirs", "low")


def test_a_merged_issue_and_a_state_cannot_be_edited(plain, accounts) -> None:
    target = Issue.objects.create(number=6, opened_at=NOW)
    change = IssueChange.objects.create(
        issue=plain,
        from_state="new",
        to_state="new",
        changed_at=NOW,
        changed_by=accounts["lead"],
    )
    with pytest.raises(Conflict):
        undo_issue_change(change_id=change.pk, user=accounts["lead"], now=NOW)
    Issue.objects.filter(pk=plain.pk).update(merged_into=target)
    with pytest.raises(Conflict):
        edit(plain, accounts["lead"], name="too late")


def test_what_somebody_gave_away_is_not_called_a_rule(
    plain,
    accounts,
    as_role,
) -> None:
    edit(plain, accounts["lead"], owner=accounts["planner"])
    page = as_role("lead").get(plain.get_absolute_url()).content.decode()
    assert "按规则分派" not in page
    (change,) = plain.changes.all()
    assert str(change.get_kind_display()) in ("Who is responsible", "负责人")
