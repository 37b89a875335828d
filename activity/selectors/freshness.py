"""How fresh the computed pages are: missing nights, and the state of the clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, Subquery
from django.utils.translation import gettext_lazy as _

from activity.models import (
    ClockReading,
    FeedSilence,
    PublishedGeneration,
)
from activity.rules.clock import Doubt
from activity.selectors.feed_holds import FeedHold, holds_in
from activity.selectors.feeds import ShownSilence, unfilled_silences
from activity.selectors.nights import is_ahead_of_clock
from common.calendar import business_date
from common.jobs.lanes import is_late

# Two hours after kocops/schedule.py starts it.
NIGHT_IS_DUE_HOUR = 4
NIGHT_AHEAD = "night_ahead"
CLOCK_TEXTS = {
    NIGHT_AHEAD: _("The published night is ahead of the clock."),
    Doubt.AHEAD: _("This server's clock seems to be ahead."),
    Doubt.BEHIND: _("This server's clock seems to be behind."),
}
CLOCK_ADVICE = {
    NIGHT_AHEAD: _("The next night of a day that is over replaces it."),
    Doubt.AHEAD: _(
        "No night is run by it. Set the clock, or if it is right: manage.py "
        "run_nightly --accept-clock.",
    ),
    Doubt.BEHIND: _(
        "It shows a time that has passed. Set it, or if it is right: "
        "manage.py run_nightly --accept-clock.",
    ),
}


@dataclass(frozen=True)
class Freshness:
    """Up to which business date the computed pages reach, and what is wrong.

    missing_nights: nights that are due and not done.
    members_by_status: members counted by that night, by owner status; None
    before a night has counted them.
    clock: "ok"; "night_ahead" if the published night lies in the future; else
    why the clock is doubted.
    standstill_since: when the oldest lane was last alive, if that is too long
    ago; None if all are alive.
    silences: feeds that are silent now · holds: those by which the published
    night went.
    """

    business_date: date | None
    generation: int
    published_at: datetime | None
    missing_nights: int
    members_by_status: dict[str, int] | None = None
    clock: str = "ok"
    standstill_since: datetime | None = None
    silences: tuple[ShownSilence, ...] = ()
    holds: tuple[FeedHold, ...] = ()

    @property
    def alarms(self) -> list[ShownSilence]:
        """Return the silent feeds that nobody has marked as seen."""
        return [
            silence
            for silence in self.silences
            if silence.row.acknowledged_at is None
        ]

    @property
    def held_since(self) -> date | None:
        """Return the first day that some states do not know of; None if none
        is held.
        """
        days = [hold.first_silent_day for hold in self.holds]
        return min(days, default=None)

    @property
    def held_by(self) -> list[str]:
        """Return the sources whose silence holds states."""
        return sorted({hold.name for hold in self.holds})

    @property
    def needs_attention(self) -> bool:
        return bool(self.is_late or self.clock_text or self.standstill_since)

    @property
    def is_late(self) -> bool:
        return self.missing_nights > 0

    @property
    def clock_text(self) -> str:
        """Return what is wrong with the clock, in words; empty if nothing is."""
        return str(CLOCK_TEXTS.get(self.clock, ""))

    @property
    def clock_advice(self) -> str:
        """Return what to do about it; empty if nothing is wrong."""
        return str(CLOCK_ADVICE.get(self.clock, ""))

    @property
    def is_ahead(self) -> bool:
        return self.clock == NIGHT_AHEAD

    def as_of(self) -> dict[str, Any]:
        """Return what every API answer with computed values says about them."""
        return {
            "business_date": self.business_date,
            "generation": self.generation,
            "published_at": self.published_at,
            "missing_nights": self.missing_nights,
            "clock": self.clock,
            "silent_feeds": [one.as_values() for one in self.silences],
            "held_since": self.held_since,
        }


def freshness_of(request: Any, now: datetime) -> Freshness:
    """Return the freshness as this request first read it, so that no page mixes two generations."""
    known: Freshness | None = getattr(request, "_freshness", None)
    if known is None:
        known = read_freshness(now)
        request._freshness = known
    return known


def read_freshness(now: datetime) -> Freshness:
    """Return the state of what readers see; a night counts as missing from
    04:00 of the next morning.
    """
    doubt = Subquery(ClockReading.objects.values("doubt")[:1])
    rows = PublishedGeneration.objects.with_oldest_beat(settings.LANES)
    unfilled = Exists(FeedSilence.objects.unfilled())
    rows = rows.annotate(clock_doubt=doubt, has_silences=unfilled)
    seen = rows.select_related("night").first()
    if seen is None:
        return Freshness(
            business_date=None,
            generation=0,
            published_at=None,
            missing_nights=1,
            silences=unfilled_silences(),
        )
    due_today = business_date(now - timedelta(hours=NIGHT_IS_DUE_HOUR))
    due = due_today - timedelta(days=1)
    return Freshness(
        business_date=seen.business_date,
        generation=seen.generation,
        published_at=seen.published_at,
        missing_nights=max(0, (due - seen.business_date).days),
        members_by_status=seen.members_by_status,
        clock=_clock_state(seen, now),
        standstill_since=_standstill_since(seen.oldest_beat, now),
        silences=unfilled_silences() if seen.has_silences else (),
        holds=holds_in(seen.night.pinned),
    )


def _clock_state(seen: Any, now: datetime) -> str:
    if seen.clock_doubt:
        return str(seen.clock_doubt)
    return NIGHT_AHEAD if is_ahead_of_clock(seen, now) else "ok"


def _standstill_since(beat: datetime | None, now: datetime) -> datetime | None:
    return beat if beat is not None and is_late(beat, now) else None
