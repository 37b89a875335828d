"""The way of a version: submitted, sent back, approved by another, retired."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from knowledge.labels import SHOWN_STATES
from knowledge.models import ScriptChange, ScriptVersion
from knowledge.rules.expiry import MAX_DAYS, expiry_fault
from knowledge.rules.transitions import next_state
from knowledge.services.scripts import (
    approved_of,
    lock_version,
    note_change,
    note_text,
)

Kind = ScriptChange.Kind


@atomic_with_retry
def submit_version(
    *,
    version_id: int,
    now: datetime,
    user: Any,
) -> ScriptVersion:
    """Put a draft up for approval, and return it.

    Errors: Conflict if it is no draft.
    """
    version = lock_version(version_id)
    version.state = _next(version, "submit")
    version.submitted_at = now
    version.save(update_fields=["state", "submitted_at"])
    note_change(version, Kind.SUBMITTED, now=now, user=user)
    return version


@atomic_with_retry
def return_version(
    *,
    version_id: int,
    reason: str,
    now: datetime,
    user: Any,
) -> ScriptVersion:
    """Send a submitted version back to its author with a reason; return it.

    Errors: Conflict if it does not wait for approval, Invalid without reason.
    """
    version = lock_version(version_id)
    version.state = _next(version, "return")
    if not reason.strip():
        raise Invalid("no_reason", _("Say what is to be changed."))
    version.submitted_at = None
    version.save(update_fields=["state", "submitted_at"])
    note_change(version, Kind.RETURNED, now=now, user=user, reason=reason)
    return version


@atomic_with_retry
def approve_version(
    *,
    version_id: int,
    valid_until: date,
    now: datetime,
    user: Any,
) -> ScriptVersion:
    """Approve a submitted version until a day, retire the one that it
    replaces, and return it.

    Errors: Conflict if it does not wait for approval (any more), Forbidden for
    those who wrote it, Invalid if the day is past or too far.
    """
    version = lock_version(version_id)
    state = _next(version, "approve")
    if user.pk in writers_of(version):
        text = _("Somebody who did not write this text has to approve it.")
        raise Forbidden("own_text", text)
    _check_expiry(valid_until, business_date(now))
    former = approved_of(version.script)
    if former is not None:
        reason = _("Replaced by version %(n)s.") % {"n": version.number}
        _retire(former, reason, now=now, user=user)
    version.state = state
    version.approver = user
    version.approved_at = now
    version.valid_until = valid_until
    version.full_clean()
    version.save(
        update_fields=["state", "approver", "approved_at", "valid_until"],
    )
    note_change(version, Kind.APPROVED, now=now, user=user)
    note_text(version, now=now)
    return version


@atomic_with_retry
def retire_version(
    *,
    version_id: int,
    reason: str,
    now: datetime,
    user: Any,
) -> ScriptVersion:
    """Take an approved version out of use with a reason, and return it.

    Errors: Conflict if it is not approved, Invalid without reason.
    """
    version = lock_version(version_id)
    _next(version, "retire")
    if not reason.strip():
        raise Invalid("no_reason", _("Say why it is used no longer."))
    _retire(version, reason, now=now, user=user)
    return version


def writers_of(version: ScriptVersion) -> set[int]:
    """Return the accounts that wrote something of a version's text."""
    wrote = version.changes.filter(kind__in=(Kind.CREATED, Kind.EDITED))
    writers = {version.author_id, *wrote.values_list("made_by_id", flat=True)}
    return {pk for pk in writers if pk is not None}


def _retire(
    version: ScriptVersion,
    reason: str,
    *,
    now: datetime,
    user: Any,
) -> None:
    version.state = _next(version, "retire")
    version.retired_at = now
    version.save(update_fields=["state", "retired_at"])
    note_change(version, Kind.RETIRED, now=now, user=user, reason=reason)


def _next(version: ScriptVersion, act: str) -> str:
    """Return the state after an act. Errors: Conflict if it is not allowed."""
    state = next_state(act, version.state)
    if state is None:
        text = _("This version is in the state “%(state)s” meanwhile.")
        shown = {"state": SHOWN_STATES[version.state]}
        raise Conflict("wrong_state", text % shown)
    return state


def _check_expiry(valid_until: date, today: date) -> None:
    fault = expiry_fault(valid_until, today)
    where = {"field": "valid_until"}
    if fault == "past":
        text = _("Choose today or a day to come.")
        raise Invalid("bad_day", text, where=where)
    if fault == "late":
        text = _("A script is valid for at most %(days)s days.")
        raise Invalid("bad_day", text % {"days": MAX_DAYS}, where=where)
