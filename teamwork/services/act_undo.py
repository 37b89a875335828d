"""Taking back what was done on a row of the desk."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden
from teamwork.models import Interaction

# So long after it was logged an entry can be taken back as a slip.
SLIP = timedelta(hours=1)


def _lock(interaction_id: int) -> Interaction:
    rows = Interaction.objects.select_for_update()
    row: Interaction | None = rows.filter(pk=interaction_id).first()
    if row is None:
        raise _changed_since()
    return row


def _changed_since() -> Conflict:
    text = _("It has been changed again since: there is nothing to undo.")
    return Conflict("changed_since", text)


@atomic_with_retry
def reopen_promise(*, interaction_id: int) -> Interaction:
    """Let a kept promise be open again. Errors: Conflict if it is open."""
    row = _lock(interaction_id)
    if row.kept_at is None:
        raise _changed_since()
    row.kept_at = None
    row.outcome = ""
    row.save(update_fields=["kept_at", "outcome"])
    return row


@atomic_with_retry
def restore_due_day(
    *,
    interaction_id: int,
    moved_to: date,
    before: date,
) -> Interaction:
    """Give a promise the day back that it had before it was moved.

    Errors: Conflict if it was moved again or kept since.
    """
    row = _lock(interaction_id)
    if row.kept_at is not None or row.due_on != moved_to:
        raise _changed_since()
    row.due_on = before
    row.save(update_fields=["due_on"])
    return row


@atomic_with_retry
def withdraw_interaction(
    *,
    interaction_id: int,
    user: Any,
    now: datetime,
) -> None:
    """Remove an entry of the log that its author has just made.

    Errors: Forbidden if another made it, Conflict if it is older than an hour
    or its promise was kept.
    """
    row = _lock(interaction_id)
    if row.staff_id != user.pk:
        raise Forbidden(
            "not_yours",
            _("Only who logged it can take it back."),
        )
    if row.created_at < now - SLIP or row.kept_at is not None:
        raise _changed_since()
    row.delete()
