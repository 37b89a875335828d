"""Who is to do something about an issue and until when, while its state stays
as it is.
"""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, IssueChange
from alerts.rules.transitions import may_keep
from alerts.services.issue_edits import edit_issue
from alerts.services.issues import decided_meanwhile
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid


@atomic_with_retry
def plan_issue(
    *,
    issue_id: int,
    from_state: str,
    note: str,
    user: Any,
    now: datetime,
    owner: Any = None,
    due_on: date | None = None,
) -> Issue:
    """Set who is responsible and until when, note what is new in the history,
    and return the issue.

    from_state: the state that it is to keep · owner, due_on: None stays as it
    is. Errors: Conflict if somebody else has decided since, or nobody acts on
    an issue in this state; Invalid if nothing is new.
    """
    issue: Issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state != from_state:
        raise decided_meanwhile(issue)
    if not may_keep(issue.state):
        text = _("Nobody is to do anything about it: choose another state.")
        raise Conflict("state_not_kept", text)
    notes = []
    if due_on and due_on != issue.due_on:
        issue.due_on = due_on
        issue.save(update_fields=["due_on"])
        notes.append(_("Due on %(day)s.") % {"day": due_on})
    is_given = owner is not None and owner.pk != issue.owner_id
    if note and not is_given:
        notes.append(note)
    if not notes and not is_given:
        text = _("Nothing is new: choose a state, a person or a day, or note.")
        raise Invalid("nothing_new", text)
    for text in notes:
        IssueChange.objects.create(
            issue=issue,
            from_state=issue.state,
            to_state=issue.state,
            note=text,
            changed_at=now,
            changed_by=user,
        )
    if is_given:
        edit_issue(
            issue_id=issue.pk,
            changes={"owner": owner},
            user=user,
            now=now,
            reason=note,
        )
        issue.refresh_from_db()
    return issue
