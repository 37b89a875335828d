"""What one worker does to one shard of a night, in three stages.

Series first; summaries when all shards have series, because percentiles look at everybody; then what other apps add.
"""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Model
from numpy.typing import NDArray

from activity.models import MemberSeries, Night, NightShard
from activity.rules.calendar import (
    DayTable,
    day_number,
    day_of,
    day_starts_at,
    first_kept_week,
    week_start,
)
from activity.rules.community_weeks import CommunityWeeks, count_community_weeks
from activity.rules.rhythm import LEVEL_STEPS, Rhythm, level_histogram, measure_rhythm, percentile_of
from activity.rules.series import (
    NEVER_FIRST,
    EventColumns,
    SeriesAccumulator,
    SeriesSet,
    among_members,
    drop_weeks_before,
    empty_series,
    merge_series,
    without_members,
)
from activity.services.event_stream import EventSpan, stream_events
from activity.services.generation_store import read_series, write_series, write_summaries
from common.columns import read_queryset
from common.partitions import building_table
from members.models import Member

RECOUNTS = "recounts"


class ShardView(NamedTuple):
    """What later parts of the night see of a shard, all (m, …).

    first_day: day number of the first activity · shown: who counts and has activity · repaired: whose days up to
    the base's date got late events; all, without a base.
    """

    night: Night
    shard: NightShard
    series: SeriesSet
    rhythm: Rhythm
    percentile: NDArray[np.float64]
    first_day: NDArray[np.int64]
    shown: NDArray[np.bool_]
    repaired: NDArray[np.bool_]


class NightPart(NamedTuple):
    """What a floor above adds to every night.

    pin: what the night that opens now is to go by · work: its part of every shard, in the shard's
    transaction · generations: tables of one partition a generation · summaries: small tables with a
    column `generation`, swept when a generation goes.
    """

    name: str
    pin: Callable[[datetime], Any]
    work: Callable[[ShardView], None]
    generations: tuple[type[Model], ...]
    summaries: tuple[type[Model], ...] = ()


class Gathered(NamedTuple):
    """What a shard tells about all its members, to be summed over the shards."""

    histogram: NDArray[np.int64]
    weeks: CommunityWeeks
    events_read: int = 0
    member_count: int = 0


class _Look(NamedTuple):
    series: SeriesSet
    rhythm: Rhythm
    counted: NDArray[np.bool_]
    first_day: NDArray[np.int64]


def member_ids(first: int, last: int) -> NDArray[np.int64]:
    """Return the ids of all members from `first` to `last`, in order."""
    ids = Member.objects.filter(pk__range=(first, last)).order_by("pk")
    return np.asarray(read_queryset(ids, [("pk", "int8")])["pk"])


class ShardWork:
    """One shard in the hands of one worker; what the first stage computed is kept for the others."""

    def __init__(self, night: Night, shard: NightShard, zone: ZoneInfo) -> None:
        self.night, self.shard, self.zone = night, shard, zone
        self.last_day = day_number(night.business_date)
        self._days = DayTable(week_start(first_kept_week(self.last_day)), night.business_date + timedelta(days=1), zone)
        self._view: _Look | None = None

    def write_series(self) -> None:
        """The shard's series stand in the generation, and what percentiles and weeks need is gathered."""
        members = member_ids(self.shard.first_member, self.shard.last_member)
        series, read = self._read_events(self._span(), members)
        late = self._members_with_late_events(series)
        if self.night.base_generation is not None:
            table = MemberSeries._meta.db_table
            base = read_series(table, generation=self.night.base_generation, members=members)
            asked = np.intersect1d(members, self.night.pinned.get(RECOUNTS, {}).get("members", []))
            fresh = without_members(series, np.isin(members, asked))
            series, late = merge_series(self._recount(asked, base), fresh), np.union1d(late, asked)
        series = drop_weeks_before(series, first_kept_week(self.last_day))
        count = write_series(series, generation=self.night.generation)
        self._view = self._look(series, self._counted(members))
        levels = self._view.rhythm.level[self._shown()]
        self.shard.gathered = _pack_gathered(level_histogram(levels), self._community_weeks(), late, self._view.counted)
        self.shard.events_read, self.shard.member_count = read, count
        self.shard.stage = NightShard.Stage.SERIES
        self.shard.save()

    def _recount(self, asked: NDArray[np.int64], base: SeriesSet) -> SeriesSet:
        """Return the base with the series of those who are to be recounted made anew from all their events."""
        for pk in asked.tolist():
            whole = EventSpan(pk, pk, self.night.events_through, self._ends_at())
            mine, _read = self._read_events(whole, np.array([pk]))
            chosen = base.member == pk
            base = merge_series(without_members(base, chosen), among_members(mine, base.member))
        return base

    def _read_events(self, span: EventSpan, members: NDArray[np.int64]) -> tuple[SeriesSet, int]:
        accumulator = SeriesAccumulator(members, last_day=self.last_day, days=self._days)
        read = 0

        def take(events: EventColumns) -> None:
            nonlocal read
            read += accumulator.add(events)

        stream_events(span, take)
        return accumulator.series(), read

    def _members_with_late_events(self, news: SeriesSet) -> NDArray[np.int64]:
        """Return the ids of those whose days up to the base's date got events that the base did not know."""
        if self.night.base_date is None:
            return np.asarray(news.member[news.first != NEVER_FIRST])
        ends_at = day_starts_at(self.night.base_date + timedelta(days=1), self.zone)
        return np.asarray(news.member[news.first < int(ends_at.timestamp())])

    def write_summaries(self, histogram: NDArray[np.int64]) -> None:
        """The shard's summaries stand in the generation."""
        series, rhythm, _counted, _first_day = self._known()
        percentile = percentile_of(rhythm.level, histogram)
        write_summaries(series, rhythm, percentile=percentile, shown=self._shown(), generation=self.night.generation)
        self._reached(NightShard.Stage.SUMMARIES)

    def write_parts(self, histogram: NDArray[np.int64], parts: Sequence[NightPart]) -> None:
        """Whatever later parts of the night write about the shard's members stands in the generation."""
        series, rhythm, _counted, first_day = self._known()
        repaired = np.isin(series.member, self._gathered("late"))
        percentile = percentile_of(rhythm.level, histogram)
        view = ShardView(self.night, self.shard, series, rhythm, percentile, first_day, self._shown(), repaired)
        for part in parts:
            part.work(view)
        self._reached(NightShard.Stage.DONE)

    def _gathered(self, name: str) -> NDArray[Any]:
        with np.load(io.BytesIO(bytes(self.shard.gathered)), allow_pickle=False) as gathered:
            return np.asarray(gathered[name])

    def _reached(self, stage: NightShard.Stage) -> None:
        NightShard.objects.filter(pk=self.shard.pk).update(stage=stage)

    def _shown(self) -> NDArray[np.bool_]:
        look = self._known()
        return np.asarray(look.counted & (look.series.first != NEVER_FIRST))

    def _span(self) -> EventSpan:
        night = self.night
        base_ends_at = day_starts_at(night.base_date + timedelta(days=1), self.zone) if night.base_date else None
        is_last = not night.planned_shards().filter(number__gt=self.shard.number).exists()
        return EventSpan(
            self.shard.first_member if self.shard.number else None,
            None if is_last else self.shard.last_member,
            night.events_through,
            self._ends_at(),
            night.base_events_through,
            base_ends_at,
        )

    def _ends_at(self) -> datetime:
        return day_starts_at(day_of(self.last_day + 1), self.zone)

    def _counted(self, members: NDArray[np.int64]) -> NDArray[np.bool_]:
        people = Member.objects.counted().filter(pk__range=(self.shard.first_member, self.shard.last_member))
        return np.isin(members, read_queryset(people, [("pk", "int8")])["pk"])

    def _look(self, series: SeriesSet, counted: NDArray[np.bool_]) -> _Look:
        active = series.first != NEVER_FIRST
        first_day = np.zeros(len(series.member), dtype=np.int64)
        first_day[active] = self._day_of_first(series.first[active])
        rhythm = measure_rhythm(series, last_day=self.last_day, first_day=first_day)
        return _Look(series, rhythm, counted, first_day)

    def _community_weeks(self) -> CommunityWeeks:
        series, _rhythm, _counted, first_day = self._known()
        return count_community_weeks(
            series,
            counted=self._shown(),
            first_week=first_kept_week(self.last_day),
            first_active_week=(first_day + 3) // 7,
        )

    def _day_of_first(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._days.days(seconds).astype(np.int64)

    def _known(self) -> _Look:
        """Return what is known of the shard's series, read from the generation if another worker wrote them."""
        if self._view is None:
            table = building_table(MemberSeries, self.night.generation)
            members = member_ids(self.shard.first_member, self.shard.last_member)
            # Who counts was settled with the series, so that all stages and all shards speak of the same people.
            counted = np.unpackbits(self._gathered("counted"), count=len(members)).astype(bool)
            self._view = self._look(read_series(table, generation=self.night.generation, members=members), counted)
        return self._view


def _pack_gathered(
    histogram: NDArray[np.int64], weeks: CommunityWeeks, late: NDArray[np.int64], counted: NDArray[np.bool_]
) -> bytes:
    file = io.BytesIO()
    np.savez(file, histogram=histogram, late=late, counted=np.packbits(counted), **weeks._asdict())
    return file.getvalue()


def gathered_total(night: Night) -> Gathered:
    """Return what all shards of a night have gathered, summed."""
    total = Gathered(np.zeros(LEVEL_STEPS, dtype=np.int64), _no_weeks(night))
    for shard in night.planned_shards():
        with np.load(io.BytesIO(bytes(shard.gathered)), allow_pickle=False) as parts:
            weeks = CommunityWeeks(*(parts[name] for name in CommunityWeeks._fields))
            total = Gathered(
                total.histogram + parts["histogram"],
                total.weeks.plus(weeks),
                total.events_read + shard.events_read,
                total.member_count + shard.member_count,
            )
    return total


def _no_weeks(night: Night) -> CommunityWeeks:
    nobody = empty_series(np.zeros(0, dtype=np.int64))
    none = np.zeros(0, dtype=np.int64)
    first = first_kept_week(day_number(night.business_date))
    return count_community_weeks(nobody, counted=none.astype(bool), first_week=first, first_active_week=none)
