"""What staff say of an issue: its name, how severe it is, who is responsible.
Each change is kept in its history and can be undone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, IssueChange
from common.db.edits import check_unchanged
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from common.security.names import account_called

Kind = IssueChange.Kind
# The columns that can be edited, with the kind of the change in the history.
EDITED_FIELDS = {
    "name": Kind.NAME,
    "severity": Kind.SEVERITY,
    "owner": Kind.OWNER,
}


@atomic_with_retry
def edit_issue(
    *,
    issue_id: int,
    changes: Mapping[str, Any],
    user: Any,
    now: datetime,
    reason: str = "",
    opened: Mapping[str, Any] | None = None,
) -> list[IssueChange]:
    """Set name, severity or owner of an issue, and return a row of its history
    for each that is new.

    opened: the values that the reader saw. Errors: EditConflict if somebody
    else has changed the same field since, Invalid if a severity comes without
    a reason, Conflict if the issue was merged.
    """
    issue = _lock(issue_id)
    current = {name: getattr(issue, name) for name in EDITED_FIELDS}
    wanted = {}
    for name, value in changes.items():
        if name in EDITED_FIELDS and value != current[name]:
            wanted[name] = value
    check_unchanged(issue, current, wanted, opened or {})
    if "severity" in wanted and not reason:
        raise Invalid(
            "severity_needs_reason",
            _("Say why it is so severe, or why not."),
            where={"field": "reason"},
        )
    return _store(issue, wanted, reason, user=user, now=now)


@atomic_with_retry
def undo_issue_change(*, change_id: int, user: Any, now: datetime) -> Issue:
    """Set what a change has changed back to what it was before, and return the
    issue.

    Errors: Conflict if it has been changed again since.
    """
    change = IssueChange.objects.get(pk=change_id)
    issue = _lock(change.issue_id)
    field = field_of(change)
    if not field or shown_value(getattr(issue, field)) != change.after:
        raise Conflict(
            "changed_since",
            _("It has been changed again since: there is nothing to undo."),
        )
    before: Any = change.before
    if field == "owner":
        before = _owner_before(change.before)
    _store(issue, {field: before}, _("Undone."), user=user, now=now)
    return issue


def _owner_before(name: str) -> Any:
    """Return the account that the history calls so, None for nobody.

    Errors: Conflict if nobody, or more than one, is called so by now.
    """
    if not name:
        return None
    account = account_called(name)
    if account is None:
        text = _("Nobody, or more than one, is called %(name)s now: choose.")
        raise Conflict("owner_unknown", text % {"name": name})
    return account


def field_of(change: IssueChange) -> str:
    """Return the column that a change of this kind has set; "" for a state,
    and for an owner whom a rule has chosen.
    """
    if not change.is_undoable:
        return ""
    for name, kind in EDITED_FIELDS.items():
        if kind == change.kind:
            return name
    return ""


def shown_value(value: Any) -> str:
    """Return a value as the history keeps it."""
    return str(value) if value is not None else ""


def _lock(issue_id: int) -> Issue:
    issues = Issue.objects.unmerged().select_for_update(of=("self",))
    issue: Issue | None = issues.filter(pk=issue_id).first()
    if issue is None:
        raise Conflict(
            "not_standing",
            _("This issue was merged into another."),
        )
    return issue


def _store(
    issue: Issue,
    wanted: Mapping[str, Any],
    reason: str,
    *,
    user: Any,
    now: datetime,
) -> list[IssueChange]:
    made = []
    for name, value in wanted.items():
        change = IssueChange.objects.create(
            issue=issue,
            kind=EDITED_FIELDS[name],
            from_state=issue.state,
            to_state=issue.state,
            before=shown_value(getattr(issue, name)),
            after=shown_value(value),
            note=reason,
            changed_at=now,
            changed_by=user,
        )
        setattr(issue, name, value)
        made.append(change)
    issue.save(update_fields=list(wanted))
    return made
