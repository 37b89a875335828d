"""The events of one shard of a night, added up into weekly series."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from activity.models import NightlyRun, NightShard
from activity.rules.calendar import (
    DayTable,
    day_number,
    day_starts_at,
    first_kept_week,
    week_start,
)
from activity.rules.series import (
    NEVER_FIRST,
    EventColumns,
    SeriesAccumulator,
    SeriesSet,
    among_members,
    merge_series,
    without_members,
)
from activity.selectors.event_stream import EventSpan, stream_events

ONE_DAY = timedelta(days=1)


class ShardEvents:
    """Reads the events of one shard that its night has to add up."""

    def __init__(
        self,
        night: NightlyRun,
        shard: NightShard,
        zone: ZoneInfo,
    ) -> None:
        self.night = night
        self.shard = shard
        self.zone = zone
        self.last_day = day_number(night.business_date)
        self.days = DayTable(
            week_start(first_kept_week(self.last_day)),
            night.business_date + ONE_DAY,
            zone,
        )

    def read(self, members: NDArray[np.int64]) -> tuple[SeriesSet, int]:
        """Return the series of the events that the base does not have, or of
        all without a base, and how many events were counted.
        """
        return self._read_span(self._span(), members)

    def recount(
        self,
        chosen: NDArray[np.int64],
        base: SeriesSet,
    ) -> SeriesSet:
        """Return the base with the series of the chosen members made anew from
        all their events.
        """
        for pk in chosen.tolist():
            whole = EventSpan(
                first_member=pk,
                last_member=pk,
                through=self.night.events_through,
                ends_at=self._end_of(self.night.business_date),
            )
            own, _read = self._read_span(whole, np.array([pk]))
            others = without_members(base, base.member == pk)
            base = merge_series(others, among_members(own, base.member))
        return base

    def late_members(self, series: SeriesSet) -> NDArray[np.int64]:
        """Return the ids of those with new events on days up to the base's
        date; of all with events, without a base.
        """
        base_date = self.night.base_date
        if base_date is None:
            return np.asarray(series.member[series.first != NEVER_FIRST])
        ends_at = int(self._end_of(base_date).timestamp())
        return np.asarray(series.member[series.first < ends_at])

    def first_days(self, series: SeriesSet) -> NDArray[np.int64]:
        """Return the day number of each member's first activity, 0 without any."""
        active = series.first != NEVER_FIRST
        first_day = np.zeros(len(series.member), dtype=np.int64)
        first_day[active] = self.days.days(series.first[active])
        return first_day

    def _read_span(
        self,
        span: EventSpan,
        members: NDArray[np.int64],
    ) -> tuple[SeriesSet, int]:
        accumulator = SeriesAccumulator(
            members,
            last_day=self.last_day,
            days=self.days,
        )
        read = 0

        def take(events: EventColumns) -> None:
            nonlocal read
            read += accumulator.add(events)

        stream_events(span, take)
        return accumulator.series(), read

    def _span(self) -> EventSpan:
        """Return what the shard reads; the outer shards have no outer bound,
        so that no member falls between two shards.
        """
        night = self.night
        numbers = night.planned_shards().values_list("number", flat=True)
        # A plan that was dropped meanwhile has no shards left; then the bound is kept.
        is_last = max(numbers, default=-1) == self.shard.number
        base_date = night.base_date
        return EventSpan(
            first_member=self.shard.first_member
            if self.shard.number
            else None,
            last_member=None if is_last else self.shard.last_member,
            through=night.events_through,
            ends_at=self._end_of(night.business_date),
            base_through=night.base_events_through,
            base_ends_at=self._end_of(base_date) if base_date else None,
        )

    def _end_of(self, day: date) -> datetime:
        return day_starts_at(day + ONE_DAY, self.zone)
