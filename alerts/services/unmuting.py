"""Undo that an issue was muted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, IssueChange
from alerts.services.issue_events import publish_state
from common.db.transactions import atomic_with_retry
from common.errors import Conflict


@atomic_with_retry
def undo_mute(*, change_id: int, user: Any, now: datetime) -> Issue:
    """Give a muted issue back the state that it had, and return it.

    Errors: DomainError if something was decided about it since.
    """
    change = IssueChange.objects.get(pk=change_id)
    issue: Issue = Issue.objects.select_for_update().get(pk=change.issue_id)
    newest = issue.changes.order_by("-pk").first()
    is_mute = change.to_state == Issue.State.MUTED
    if not is_mute or issue.state != Issue.State.MUTED or newest != change:
        raise Conflict(
            "decided_since",
            _("Something else was decided about this issue since."),
        )
    issue.state = change.from_state
    issue.muted_until_reporters = None
    issue.save(update_fields=["state", "muted_until_reporters"])
    undone = IssueChange.objects.create(
        issue=issue,
        from_state=Issue.State.MUTED,
        to_state=change.from_state,
        note=_("Undone: %(what)s.") % {"what": Issue.State.MUTED.label},
        changed_at=now,
        changed_by=user,
    )
    publish_state(undone)
    return issue
