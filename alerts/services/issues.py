"""What staff decide about issues."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alerts.models import Issue, IssueChange
from alerts.rules.transitions import may_follow
from alerts.services.joining import leading
from common.errors import ReaderError


@transaction.atomic
def change_issue(
    *, issue_id: int, to_state: str, note: str, user: Any, now: datetime, owner: Any = None, due_on: date | None = None,
    fixed_in: str = "", muted_until_voices: int | None = None,
) -> Issue:  # fmt: skip
    """The issue is in that state, and the decision stands in its history.

    Errors: ReaderError if the state may not follow, or lacks what it needs: engineering a responsible person and a
    due date, fixed a version, muted the number of owners that ends it.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if not may_follow(issue.state, to_state):
        message = _("From “%(before)s” an issue cannot become “%(after)s”.")
        shown = {"before": issue.get_state_display(), "after": Issue.State(to_state).label}
        raise ReaderError("state_not_possible", message % shown, status=409)
    _require(to_state, owner=owner, due_on=due_on, fixed_in=fixed_in, muted_until_voices=muted_until_voices)
    IssueChange.objects.create(
        issue=issue, from_state=issue.state, to_state=to_state, note=note, changed_at=now, changed_by=user
    )
    issue.state = to_state
    issue.owner, issue.due_on = owner or issue.owner, due_on or issue.due_on
    issue.fixed_in = fixed_in or issue.fixed_in
    issue.muted_until_voices = muted_until_voices if to_state == Issue.State.MUTED else None
    issue.save()
    return issue


def alike_issues(issue: Issue, most: int = 5) -> list[Issue]:
    """Return standing issues that lead with a part and a symptom of this one, most owners first: they may be one."""
    parts, symptoms = leading(issue.components), leading(issue.symptoms)
    if not parts or not symptoms:
        return []
    told = Q()
    for part in sorted(parts):
        told |= Q(components__icontains=f'"{part}"')
    others = Issue.objects.standing().exclude(pk=issue.pk).filter(told).with_voices().order_by("-voice_count", "pk")
    found = [o for o in others[: most * 10] if parts & leading(o.components) and symptoms & leading(o.symptoms)]
    return found[:most]


def _require(to_state: str, *, owner: Any, due_on: date | None, fixed_in: str, muted_until_voices: int | None) -> None:
    lacking = {
        Issue.State.ENGINEERING: _("With engineering needs somebody responsible and a due date.")
        if owner is None or due_on is None
        else "",
        Issue.State.FIXED: "" if fixed_in else _("Fixed needs the version that fixes it."),
        Issue.State.MUTED: "" if muted_until_voices else _("Muted needs the number of owners that ends it."),
    }.get(Issue.State(to_state), "")
    if lacking:
        raise ReaderError("state_lacks", lacking)
