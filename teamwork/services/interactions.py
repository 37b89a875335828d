"""The interaction log: nothing said is lost, nothing is logged twice, promises are kept or come back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from common.errors import ReaderError
from members.models import Member
from teamwork.models import Interaction

FIRST_YEAR = 2000
FIELDS = ("happened_at", "channel", "mood", "summary", "next_step", "promise", "due_on")


@transaction.atomic
def log_interaction(*, key: UUID, member: Member, now: datetime, user: Any, **said: Any) -> tuple[Interaction, bool]:
    """The interaction of this key is in the log once; returns it, and whether it is new.

    Who logs it keeps its promise. Errors: ValidationError if what was said is not valid; ReaderError if it lies in the
    future, or the key belongs to another member's.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    known = Interaction.objects.filter(key=key).first()
    if known is not None:
        if known.member_id != member.pk:
            raise ReaderError("known_key", _("This entry was already logged for another member."), status=409)
        return known, False
    unknown = set(said) - set(FIELDS)
    if unknown:
        raise TypeError(f"unknown: {sorted(unknown)}")
    row = Interaction(key=key, member=member, staff=user, created_at=now, **said)
    row.summary = normalize_newlines(row.summary)
    row.happened_at = row.happened_at or now
    if row.happened_at.year < FIRST_YEAR or row.happened_at > now:
        raise ReaderError("in_the_future", _("What was said cannot lie in the future, nor before the year 2000."))
    row.promise_owner = user if row.promise else None
    row.full_clean(validate_unique=False)
    row.save()
    return row, True


@transaction.atomic
def keep_promise(*, interaction_id: int, outcome: str, now: datetime) -> Interaction:
    """The promise is kept, with its outcome. Errors: ReaderError if there is none, or it was kept already."""
    row: Interaction = Interaction.objects.select_for_update().get(pk=interaction_id)
    if not row.promise or row.kept_at:
        raise ReaderError("no_open_promise", _("There is no open promise in this entry."), status=409)
    row.kept_at, row.outcome = now, outcome
    row.full_clean(validate_unique=False)
    row.save()
    return row


@transaction.atomic
def move_promise(*, interaction_id: int, due_on: date, today: date) -> Interaction:
    """The promise is due on another day. Errors: ReaderError if there is no open one, or the day is past."""
    row: Interaction = Interaction.objects.select_for_update().get(pk=interaction_id)
    if not row.promise or row.kept_at:
        raise ReaderError("no_open_promise", _("There is no open promise in this entry."), status=409)
    if due_on < today:
        raise ReaderError("bad_day", _("Choose today or a day to come."))
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    return row
