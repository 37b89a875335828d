"""For whom, and until which day, a silent feed holds what a night decides."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

import numpy as np
from django.db.models import Count, F, Q
from numpy.typing import NDArray

from activity.models import ActivityEvent, FeedDay, FeedSilence
from activity.rules.calendar import day_number, day_starts_at, monday_of
from activity.rules.feed_scopes import ALL, kinds_of
from activity.rules.feed_watch import HISTORY_DAYS
from activity.rules.kinds import KIND_BY_NUMBER
from common.calendar import business_date, business_zone

FEEDS = "feeds"
ONE_DAY = timedelta(days=1)
# Scores look at a year: members who used a source in that time may look
# silent without it.
DEPENDS_DAYS = 364
# A kind that stops may have been given up; it holds those who did little else.
DEPENDS_SHARE = 0.5
# A figure that may lack a tenth of what it counts is not shown.
SHOWN_SHARE = 0.1


@dataclass(frozen=True)
class FeedHold:
    """A silent feed, as a night goes by it.

    name: what the source is called · last_day: the last day that was whole ·
    until: the day on which events come again, None while it lasts · share: of
    all the community's events in the half year before · dimension_share: of
    those of each dimension, by its number.
    """

    source: int
    name: str
    scope: str
    last_day: date
    until: date | None
    share: float
    dimension_share: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the hold as the night's plan keeps it."""
        until = self.until.isoformat() if self.until else None
        days = {"last_day": self.last_day.isoformat(), "until": until}
        return {**asdict(self), **days}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the hold that a night's plan keeps."""
        until = stored["until"]
        days = {
            "last_day": date.fromisoformat(stored["last_day"]),
            "until": date.fromisoformat(until) if until else None,
        }
        return cls(**{**stored, **days})

    @property
    def first_silent_day(self) -> date:
        """Return the day on which events began to lack."""
        return self.last_day + ONE_DAY

    def hides_week(self, monday: date, dimension: int | None = None) -> bool:
        """Tell whether too much is missing to show a figure of a week: of one
        dimension, or of all together.
        """
        share = self.share
        if dimension is not None:
            share = self.dimension_share.get(str(dimension), 0.0)
        if share < SHOWN_SHARE or monday < monday_of(self.first_silent_day):
            return False
        return self.until is None or monday <= self.until


def planned_holds(day: date) -> list[dict[str, Any]]:
    """Return the silent feeds that the night of a day is to go by."""
    holds = []
    for silence in FeedSilence.objects.unfilled().select_related("source"):
        last_day = business_date(silence.silent_since) - ONE_DAY
        if last_day >= day:
            continue
        until = silence.silent_until
        share, by_dimension = _shares(silence, last_day)
        hold = FeedHold(
            source=silence.source_id,
            name=str(silence.source),
            scope=silence.scope,
            last_day=last_day,
            until=business_date(until) if until else None,
            share=share,
            dimension_share=by_dimension,
        )
        holds.append(hold.as_json())
    return holds


def holds_in(pinned: Mapping[str, Any]) -> tuple[FeedHold, ...]:
    """Return the silent feeds by which a night went."""
    stored = pinned.get(FEEDS, [])
    return tuple(FeedHold.from_json(one) for one in stored)


def _shares(
    silence: FeedSilence,
    last_day: date,
) -> tuple[float, dict[str, float]]:
    """Return which share of all events the silent feed had in the half year
    up to a day, altogether and in each dimension.
    """
    rows = FeedDay.objects.filter(
        day__gt=last_day - timedelta(days=HISTORY_DAYS),
        day__lte=last_day,
    )
    silent_kinds = set(kinds_of(silence.scope))
    total: dict[str, int] = {}
    part: dict[str, int] = {}
    for row in rows.iterator(chunk_size=5_000):
        kind = KIND_BY_NUMBER.get(row.kind)
        if kind is None or kind.dimension is None:
            continue
        events = sum(row.hours)
        is_silent = (
            row.source_id == silence.source_id and row.kind in silent_kinds
        )
        for name in ("", str(int(kind.dimension))):
            total[name] = total.get(name, 0) + events
            part[name] = part.get(name, 0) + events * is_silent
    shares = {name: part[name] / max(total[name], 1) for name in total}
    return shares.pop("", 0.0), shares


def decided_through(
    holds: Sequence[FeedHold],
    members: NDArray[np.int64],
    last_day: int,
) -> NDArray[np.int64]:
    """Return up to which day number each member (m,) can be decided about:
    `last_day`, or the last whole day of a silent feed that they used.

    Shape: members (m,), sorted ids -> (m,).
    """
    through = np.full(len(members), last_day, dtype=np.int64)
    if not len(members):
        return through
    for feed in _silent_feeds(holds):
        ids = _dependent_members(feed, int(members[0]), int(members[-1]))
        is_held = np.isin(members, ids)
        day = min(last_day, day_number(feed.last_day))
        through[is_held] = np.minimum(through[is_held], day)
    return through


class _SilentFeed(NamedTuple):
    """The whole of a source that is silent, or all its silent kinds."""

    source: int
    is_whole: bool
    kinds: list[int]
    last_day: date


def _silent_feeds(holds: Sequence[FeedHold]) -> list[_SilentFeed]:
    """Return whole sources, and the silent parts of each other one together:
    ten silent kinds take more of a member's life than each of them.
    """
    grouped: dict[tuple[int, bool], list[FeedHold]] = {}
    for hold in holds:
        key = (hold.source, hold.scope == ALL)
        grouped.setdefault(key, []).append(hold)
    feeds = []
    for (source, is_whole), parts in grouped.items():
        kinds: set[int] = set()
        for part in parts:
            kinds |= set(kinds_of(part.scope))
        last_day = min(part.last_day for part in parts)
        feeds.append(_SilentFeed(source, is_whole, sorted(kinds), last_day))
    return feeds


def _dependent_members(
    feed: _SilentFeed,
    first: int,
    last: int,
) -> NDArray[np.int64]:
    """Return the members first…last who depend on a silent feed.

    On a silent source: those who used it in a year. On kinds of one: those for
    whom they were half of all they did.
    """
    zone = business_zone()
    ends_at = day_starts_at(feed.last_day + 2 * ONE_DAY, zone)
    begins_at = ends_at - timedelta(days=DEPENDS_DAYS)
    events = ActivityEvent.objects.order_by().filter(
        member_id__gte=first,
        member_id__lte=last,
        occurred_at__gte=begins_at,
        occurred_at__lt=ends_at,
    )
    of_feed = Q(source_id=feed.source, kind__in=feed.kinds)
    if feed.is_whole:
        found = events.filter(of_feed).values_list("member_id", flat=True)
        return np.fromiter(found.distinct().iterator(), dtype=np.int64)
    counted = events.filter(kind__in=kinds_of(ALL)).values("member_id")
    shares = counted.annotate(
        whole=Count("pk"),
        part=Count("pk", filter=of_feed),
    )
    depends = shares.filter(part__gte=F("whole") * DEPENDS_SHARE)
    ids = depends.values_list("member_id", flat=True)
    return np.fromiter(ids.iterator(), dtype=np.int64)


def last_fed_day(holds: Sequence[FeedHold], day: date) -> date:
    """Return the last day up to a day of which the community is known, but for
    feeds with less than SHOWN_SHARE of it.
    """
    days = [hold.last_day for hold in holds if hold.share >= SHOWN_SHARE]
    return min([day, *days])
