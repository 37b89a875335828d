"""Issues of which staff say that they are not one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import DifferentIssues, Issue
from common.db.transactions import atomic_with_retry
from common.errors import Conflict


@atomic_with_retry
def keep_apart(
    *,
    issue_id: int,
    other_id: int,
    note: str = "",
    user: Any,
    now: datetime,
) -> DifferentIssues:
    """Record that two issues differ: they are not proposed as twins again.

    Errors: DomainError if they are the same, or one of them was merged.
    """
    unmerged = Issue.objects.unmerged().select_for_update()
    found = unmerged.filter(pk__in=(issue_id, other_id)).order_by("pk")
    issues = list(found)
    if len(issues) != 2:
        raise Conflict(
            "not_two_issues",
            _("Choose another issue that has not been merged."),
        )
    row, _is_new = DifferentIssues.objects.get_or_create(
        issue=issues[0],
        other=issues[1],
        defaults={"note": note, "decided_at": now, "decided_by": user},
    )
    return row


@atomic_with_retry
def forget_difference(*, difference_id: int) -> Issue:
    """Let two issues be proposed as twins again; return the first of them."""
    row = DifferentIssues.objects.select_related("issue").get(pk=difference_id)
    issue: Issue = row.issue
    row.delete()
    return issue
