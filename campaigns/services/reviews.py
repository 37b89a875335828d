"""Review meetings: opened with the numbers, findings and decisions noted,
checks read, closed.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Decision, Review, ReviewFinding
from campaigns.rules.agendas import may_close
from campaigns.selectors.agenda import read_agenda, unread_checks
from common.calendar import business_date
from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid


@atomic_with_retry
def open_review(*, row: Review, user: Any, now: datetime) -> Review:
    """Store a review with its agenda as the numbers are now, and return it.
    What was read on desks since the last one stands in its minutes.

    Errors: ValidationError.
    """
    row.opened_by = user
    row.opened_at = now
    row.full_clean()
    row.agenda = _agenda(row, now)
    row.save()
    for decision in Decision.objects.in_no_minutes().exclude(review=row):
        decision.read_in = row
        decision.save(update_fields=["read_in"])
    return row


@atomic_with_retry
def edit_review(
    *,
    row: Review,
    changes: Any,
    opened: Any,
    now: datetime,
) -> Review:
    """Change a review that is open; a new period gives a new agenda.

    Errors: Conflict once it is closed; EditConflict, ValidationError.
    """
    current = _lock_open(row.pk)
    apply_edit(current, changes=changes, opened=opened)
    if {"since", "until", "campaign"}.intersection(changes):
        current.agenda = _agenda(current, now)
        current.save(update_fields=["agenda"])
    return current


def _agenda(row: Review, now: datetime) -> list[dict[str, Any]]:
    items = read_agenda(
        since=row.since,
        until=row.until,
        campaign=row.campaign,
        now=now,
    )
    return [item._asdict() for item in items]


@atomic_with_retry
def add_review_finding(
    *,
    review_id: int,
    text: str,
    user: Any,
    now: datetime,
) -> ReviewFinding:
    """Note what an open review found. Errors: Conflict, ValidationError."""
    review = _lock_open(review_id)
    row = ReviewFinding(
        review=review,
        text=text,
        noted_at=now,
        noted_by=user,
    )
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def remove_review_finding(*, finding_id: int) -> ReviewFinding:
    """Remove a finding of an open review and return it. Errors: Conflict."""
    row: ReviewFinding = ReviewFinding.objects.select_for_update().get(
        pk=finding_id,
    )
    _lock_open(row.review_id)
    row.delete()
    return row


@atomic_with_retry
def add_decision(*, row: Decision) -> Decision:
    """Store a decision of an open review; it is checked after the meeting.

    Errors: Conflict, Invalid, ValidationError.
    """
    review = _lock_open(row.review_id)
    if row.check_on is not None and row.check_on <= review.held_on:
        text = _("It is checked after the meeting: choose a later day.")
        raise Invalid("too_early", text, where={"field": "check_on"})
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def remove_decision(*, decision_id: int) -> Decision:
    """Remove a decision of an open review and return it. Errors: Conflict."""
    row: Decision = Decision.objects.select_for_update().get(pk=decision_id)
    _lock_open(row.review_id)
    row.delete()
    return row


@atomic_with_retry
def read_decision(
    *,
    decision_id: int,
    reading: str,
    note: str,
    user: Any,
    now: datetime,
) -> Decision:
    """Store whether a decision worked, did not work or was dropped; return it.
    It counts as checked in the open review that has to check it, if there is
    one.

    Errors: Conflict if it was checked; Invalid without what was seen.
    """
    row = _lock_decision(decision_id)
    if row.reading:
        text = _("It was checked already: “%(reading)s”.")
        shown = {"reading": row.get_reading_display()}
        raise Conflict("checked_already", text % shown)
    if reading not in ("worked", "failed", "dropped"):
        text = _("Choose whether it worked, did not work, or was dropped.")
        raise Invalid("no_reading", text, where={"field": "reading"})
    if not note.strip():
        text = _("Say what was seen, or why it was dropped.")
        raise Invalid("no_note", text, where={"field": "note"})
    row.reading = reading
    row.reading_note = note
    row.read_at = now
    row.read_by = user
    row.read_in = _review_at(row, now)
    row.full_clean()
    row.save()
    return row


def _review_at(row: Decision, now: datetime) -> Review | None:
    """Return the open review in which a decision is due by now."""
    rows = Review.objects.open().exclude(pk=row.review_id)
    due = rows.filter(held_on__gte=row.check_on)
    found: Review | None = due.order_by("held_on", "pk").first()
    return found


@atomic_with_retry
def undo_reading(*, decision_id: int) -> Decision:
    """Let a decision be unchecked again.

    Errors: Conflict if it is not checked, or its review has been closed.
    """
    row = _lock_decision(decision_id)
    if not row.reading:
        raise Conflict("not_checked", _("It was not checked."))
    if row.read_in is not None and row.read_in.closed_at is not None:
        raise _is_closed()
    row.reading = ""
    row.reading_note = ""
    row.read_at = None
    row.read_by = None
    row.read_in = None
    row.save()
    return row


@atomic_with_retry
def close_review(*, review_id: int, now: datetime) -> Review:
    """Close a review, which then stays as it is.

    Errors: Conflict while a check that is due has no reading, before the day of
    the meeting, or without any finding or decision.
    """
    row = _lock_open(review_id)
    if business_date(now) < row.held_on:
        text = _("The meeting is on %(day)s: it can be closed from then on.")
        raise Conflict("early", text % {"day": row.held_on})
    unread = unread_checks(row)
    if not may_close(unread):
        text = ngettext(
            "%(n)s check is due and was not read: say whether it worked.",
            "%(n)s checks are due and were not read: say whether they worked.",
            unread,
        )
        raise Conflict("unread_checks", text % {"n": unread})
    if not row.findings.exists() and not row.decisions.exists():
        text = _("Note at least what was found, or what was decided.")
        raise Conflict("empty", text)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    return row


def _lock_open(review_id: int) -> Review:
    rows = Review.objects.select_for_update(of=("self",))
    row: Review = rows.get(pk=review_id)
    if row.closed_at is not None:
        raise _is_closed()
    return row


def _lock_decision(decision_id: int) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",))
    row: Decision = rows.get(pk=decision_id)
    return row


def _is_closed() -> Conflict:
    text = _("This review is closed and stays as it is.")
    return Conflict("closed", text)
