"""Decisions of staff about issues."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, IssueChange
from alerts.rules.transitions import may_follow
from alerts.services.issue_events import publish_state
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, DomainError, Invalid

CHANGED_FIELDS = (
    "state",
    "owner",
    "due_on",
    "fixed_by",
    "fixed_in",
    "fix_note",
    "fixed_on",
    "muted_until_reporters",
)

# Decisions with which a fix may be recorded or corrected.
RECORDS_FIX = (
    Issue.State.FIXED,
    Issue.State.VERIFIED,
    Issue.State.CLOSED,
)


@atomic_with_retry
def change_issue(
    *,
    issue_id: int,
    to_state: str,
    note: str,
    user: Any,
    now: datetime,
    owner: Any = None,
    due_on: date | None = None,
    fixed_in: str = "",
    fixed_by: str = "",
    fix_note: str = "",
    fixed_on: date | None = None,
    muted_until_reporters: int | None = None,
    from_state: str = "",
) -> Issue:
    """Set the state of the issue, add the decision to its history, and return
    it.

    from_state: the state on the page on which it was decided, "" if unknown ·
    fixed_by: "" is a version, if one is named · fixed_on: None is today.
    Errors: DomainError if somebody else has decided since, if the state may
    not follow, or lacks what it needs: engineering a responsible person and a
    due date, fixed what fixes it, muted the number of owners that ends it.
    """
    issue: Issue = Issue.objects.select_for_update().get(pk=issue_id)
    if from_state and issue.state != from_state:
        raise decided_meanwhile(issue)
    if not may_follow(issue.state, to_state):
        raise _not_possible(issue, to_state)
    if fixed_in and not fixed_by:
        fixed_by = Issue.FixedBy.VERSION
    is_version = fixed_by == Issue.FixedBy.VERSION
    _require(
        to_state,
        owner=owner,
        due_on=due_on,
        fix=fixed_in if is_version else fix_note,
        fixed_by=fixed_by,
        muted_until_reporters=muted_until_reporters,
    )
    change = IssueChange.objects.create(
        issue=issue,
        from_state=issue.state,
        to_state=to_state,
        note=note,
        changed_at=now,
        changed_by=user,
    )
    is_muted = to_state == Issue.State.MUTED
    issue.state = to_state
    issue.owner = owner or issue.owner
    issue.due_on = due_on or issue.due_on
    if fixed_by and to_state in RECORDS_FIX:
        issue.fixed_by = fixed_by
        issue.fixed_in = fixed_in if is_version else ""
        issue.fix_note = fix_note
        issue.fixed_on = fixed_on or business_date(now)
    issue.muted_until_reporters = muted_until_reporters if is_muted else None
    issue.save(update_fields=CHANGED_FIELDS)
    publish_state(change)
    return issue


def _not_possible(issue: Issue, to_state: str) -> DomainError:
    message = _("From “%(before)s” an issue cannot become “%(after)s”.")
    shown = {
        "before": issue.get_state_display(),
        "after": Issue.State(to_state).label,
    }
    return Conflict("state_not_possible", message % shown)


def decided_meanwhile(issue: Issue) -> DomainError:
    """Return the error that says who has decided since the page was opened."""
    last = (
        issue.changes.select_related("changed_by")
        .order_by("-changed_at", "-pk")
        .first()
    )
    text = _(
        "%(who)s set this issue to “%(state)s” while the page was open. Look "
        "at it, then decide again.",
    )
    who = last.changed_by if last and last.changed_by else _("Somebody else")
    return Conflict(
        "decided_meanwhile",
        text % {"who": who, "state": issue.get_state_display()},
    )


def _require(
    to_state: str,
    *,
    owner: Any,
    due_on: date | None,
    fix: str,
    fixed_by: str,
    muted_until_reporters: int | None,
) -> None:
    lacking = ""
    if to_state == Issue.State.ENGINEERING and (
        owner is None or due_on is None
    ):
        lacking = _(
            "With engineering needs somebody responsible and a due date.",
        )
    elif to_state == Issue.State.FIXED and not fix:
        lacking = _lacking_fix(fixed_by)
    elif to_state == Issue.State.MUTED and not muted_until_reporters:
        lacking = _("Muted needs the number of owners that ends it.")
    if lacking:
        raise Invalid("state_lacks", lacking)


def _lacking_fix(fixed_by: str) -> str:
    """Return what is to be said of the fix, by its kind."""
    if fixed_by in ("", Issue.FixedBy.VERSION):
        return _(
            "Fixed needs the version that fixes it, or the part, what service "
            "does, or the explanation.",
        )
    needed = {
        Issue.FixedBy.PART: _("Name the part that fixes it."),
        Issue.FixedBy.SERVICE: _("Say what service does to fix it."),
        Issue.FixedBy.EXPLANATION: _("Write the explanation for owners."),
    }
    return str(needed[Issue.FixedBy(fixed_by)])
