"""The interaction log: entries are logged once, promises are kept or moved."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from common.calendar import business_today
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, Unprocessable
from knowledge.models import ScriptUse
from knowledge.services.uses import record_use
from members.models import Member
from members.services.locking import lock_unmerged
from members.services.rows_after_merge import note_member_rows
from teamwork.models import Interaction

FIRST_YEAR = 2000
FIELDS = (
    "happened_at",
    "channel",
    "mood",
    "summary",
    "next_step",
    "promise",
    "due_on",
)


@atomic_with_retry
def log_interaction(
    *,
    key: UUID,
    member: Member,
    now: datetime,
    user: Any,
    script_version: int | None = None,
    was_quiet: bool = False,
    **said: Any,
) -> tuple[Interaction, bool]:
    """Log the interaction once under its key; return it, and whether it is
    new.

    `script_version`: the version of a script that was used with the member,
    who `was_quiet` at that time; the use is recorded with the interaction.

    `user` becomes the owner of its promise. An interaction with a merged
    member is logged with the member they were merged into.
    Errors: ValidationError; Invalid if it lies in the future; Conflict if the
    key belongs to another member's entry, or the script may not be used;
    Unprocessable if it was sent before with other content.
    """
    unknown = set(said) - set(FIELDS)
    if unknown:
        raise TypeError(f"unknown: {sorted(unknown)}")
    _check_moment(said.get("happened_at"), now)
    named = member.pk
    member = lock_unmerged([named])[named]
    digest = _digest({**said, "script_version": script_version})
    known = Interaction.objects.filter(key=key).first()
    if known is not None:
        _check_same_entry(known, member, digest)
        return known, False
    row = Interaction(
        key=key,
        member=member,
        staff=user,
        created_at=now,
        body_digest=digest,
        **said,
    )
    row.summary = normalize_newlines(row.summary)
    row.happened_at = row.happened_at or now
    if row.due_on is not None and row.due_on < business_today(now):
        raise ValidationError({"due_on": _("Choose today or a day to come.")})
    row.promise_owner = user if row.promise else None
    row.full_clean(validate_unique=False)
    if script_version is not None:
        row.script_use = record_use(
            version_id=script_version,
            member_id=member.pk,
            place=ScriptUse.Place.INTERACTION,
            now=now,
            user=user,
            was_quiet=was_quiet,
        )
    row.save()
    if member.pk != named:
        _note_moved(row, named)
    return row, True


def _note_moved(row: Interaction, named: int) -> None:
    """Remember that a row was written for a merged member, so that undoing
    the merge gives it back.
    """
    note_member_rows(Interaction, "member", [row.pk], member=named)
    if row.script_use_id is not None:
        used = [row.script_use_id]
        note_member_rows(ScriptUse, "member", used, member=named)


def _check_moment(happened_at: datetime | None, now: datetime) -> None:
    if happened_at is None:
        return
    if happened_at.year < FIRST_YEAR or happened_at > now:
        raise Invalid(
            "in_the_future",
            _(
                "What was said cannot lie in the future, nor before the year 2000.",
            ),
        )


def _digest(said: Mapping[str, Any]) -> str:
    """Return a hash of everything that was sent, by which two entries with the
    same key differ.
    """
    sent = {}
    for name, value in said.items():
        if value not in (None, ""):
            sent[name] = _sent(value)
    text = json.dumps(sent, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _sent(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def _check_same_entry(known: Interaction, member: Member, digest: str) -> None:
    if known.member_id != member.pk:
        raise Conflict(
            "known_key",
            _("This entry was already logged for another member."),
        )
    if known.body_digest and known.body_digest != digest:
        text = _(
            "An entry with this key was already logged with other content. "
            "Send the change with a new key.",
        )
        raise Unprocessable("key_reused", text)


@atomic_with_retry
def keep_promise(
    *,
    interaction_id: int,
    outcome: str,
    now: datetime,
) -> Interaction:
    """Record that the promise is kept, with its outcome; return the entry.

    Errors: Conflict if it has no open promise.
    """
    row = _lock_promise(interaction_id)
    row.kept_at = now
    row.outcome = outcome
    row.full_clean(validate_unique=False)
    row.save(update_fields=["kept_at", "outcome"])
    return row


@atomic_with_retry
def move_promise(
    *,
    interaction_id: int,
    due_on: date,
    today: date,
) -> Interaction:
    """Move the promise to another day; return the entry.

    Errors: Conflict if it has no open promise, Invalid if the day is past.
    """
    row = _lock_promise(interaction_id)
    if due_on < today:
        raise Invalid("bad_day", _("Choose today or a day to come."))
    row.due_on = due_on
    row.save(update_fields=["due_on"])
    return row


class PromiseState(NamedTuple):
    """When a promise is due, and when it was kept, as moments in text."""

    due_on: str
    kept_at: str


def promise_state(row: Interaction) -> PromiseState:
    """Return how far the promise of an entry is."""
    kept_at = row.kept_at.isoformat() if row.kept_at else ""
    return PromiseState(str(row.due_on), kept_at)


@atomic_with_retry
def undo_promise_change(
    *,
    interaction_id: int,
    before: PromiseState,
    after: PromiseState,
) -> Interaction:
    """Put a promise back as it was before it was kept or moved; return the
    entry.

    Errors: Conflict if it was changed again meanwhile.
    """
    rows = Interaction.objects.select_for_update()
    row: Interaction = rows.get(pk=interaction_id)
    if promise_state(row) != after:
        raise Conflict(
            "changed_again",
            _("This promise was changed again meanwhile."),
        )
    row.due_on = date.fromisoformat(before.due_on)
    if not before.kept_at:
        row.kept_at = None
        row.outcome = ""
    row.save(update_fields=["due_on", "kept_at", "outcome"])
    return row


def _lock_promise(interaction_id: int) -> Interaction:
    """Lock an entry and return it. Errors: Conflict without open promise."""
    row: Interaction = Interaction.objects.select_for_update().get(
        pk=interaction_id,
    )
    if not row.promise or row.kept_at:
        raise Conflict(
            "no_open_promise",
            _("There is no open promise in this entry."),
        )
    return row
