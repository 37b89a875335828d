"""What staff say about a silent source: seen, ended, or lost."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from activity.models import FeedSilence
from activity.rules.feed_scopes import is_part_of
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid


@atomic_with_retry
def acknowledge_silence(
    *,
    silence: FeedSilence,
    now: datetime,
    user: Any,
) -> FeedSilence:
    """Note that somebody has seen the alarm: pages stop showing it, states
    stay held.

    Errors: Conflict if the alarm has ended.
    """
    row = _lock_unfilled(silence)
    if row.acknowledged_at is None:
        row.acknowledged_at = now
        row.acknowledged_by = user
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return row


@atomic_with_retry
def decide_silence(
    *,
    silence: FeedSilence,
    decision: str,
    reason: str,
    now: datetime,
    user: Any,
) -> FeedSilence:
    """End the alarm because its events will not come; from the next night on
    states are decided on what there is.

    A decision about a source, or a dimension of it, holds for each part of it.
    Errors: Conflict if the alarm has ended; Invalid without a reason, if a
    source that sends again is said to have ended, or if data of one that is
    still silent are said to be lost.
    """
    if not reason.strip():
        raise Invalid(
            "no_reason",
            _("Say why: others will ask."),
            where={"field": "reason"},
        )
    row = _lock_unfilled(silence)
    _check_decision(row, decision)
    for part in [row, *_parts_of(row)]:
        part.decision = decision
        part.reason = reason.strip()
        part.decided_at = now
        part.decided_by = user
        part.ended_at = now
        part.full_clean()
        part.save()
    return row


def _check_decision(row: FeedSilence, decision: str) -> None:
    is_over = row.silent_until is not None
    if decision == FeedSilence.Decision.ENDED and is_over:
        raise Invalid(
            "source_sends_again",
            _(
                "This source sends again; only the data in between can be lost.",
            ),
        )
    if decision == FeedSilence.Decision.LOST and not is_over:
        raise Invalid(
            "source_still_silent",
            _(
                "This source is still silent: say that it has ended, or wait until it sends again.",
            ),
        )


def _parts_of(row: FeedSilence) -> list[FeedSilence]:
    """Return the unfilled silences of parts of the same feed, locked."""
    unfilled = FeedSilence.objects.unfilled().filter(source=row.source)
    return [
        other
        for other in unfilled.select_for_update()
        if is_part_of(other.scope, row.scope)
    ]


def _lock_unfilled(silence: FeedSilence) -> FeedSilence:
    locked = FeedSilence.objects.select_for_update()
    row: FeedSilence = locked.get(pk=silence.pk)
    if row.ended_at is not None:
        raise Conflict(
            "silence_ended",
            _(
                "This alarm has ended: the events came in, or somebody decided."
            ),
        )
    return row
