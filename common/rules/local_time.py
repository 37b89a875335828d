"""Local times of a zone, and the two kinds that a clock change makes: those that
never were and those that were twice.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

DAY = timedelta(days=1)


class ClockChange(StrEnum):
    """What becomes of a local time that a clock change skipped or repeated."""

    REFUSE = "refuse"
    EARLIER = "earlier"
    LATER = "later"


class LocalTimeError(ValueError):
    """A local time does not name one moment; the argument is the fault's code."""


class LocalClock:
    """Turns local times of one zone into UTC; remembers the offset of each day
    on which no clock was changed.
    """

    def __init__(
        self,
        zone: tzinfo,
        clock_change: ClockChange = ClockChange.REFUSE,
    ) -> None:
        self._zone = zone
        self._clock_change = clock_change
        self._offsets: dict[int, timedelta | None] = {}

    def to_utc(self, local: datetime) -> datetime:
        """Return the moment in UTC.

        Errors: LocalTimeError if the time never was, or was twice, and the rule
        is to refuse it; OverflowError beyond the calendar.
        """
        day = local.toordinal()
        try:
            offset = self._offsets[day]
        except KeyError:
            offset = self._offsets[day] = self._offset_of_day(local)
        if offset is None:
            offset = self._offset_at(local)
        return local.replace(tzinfo=UTC) - offset

    def _offset_of_day(self, local: datetime) -> timedelta | None:
        """Return the offset of the whole day, None if it changes."""
        start = datetime(local.year, local.month, local.day)  # noqa: DTZ001
        offsets = {
            self._offset(moment, fold)
            for moment in (start, start + DAY)
            for fold in (0, 1)
        }
        return offsets.pop() if len(offsets) == 1 else None

    def _offset(self, local: datetime, fold: int) -> timedelta:
        offset = local.replace(tzinfo=self._zone, fold=fold).utcoffset()
        assert offset is not None  # noqa: S101 - a zone has one at every time
        return offset

    def _offset_at(self, local: datetime) -> timedelta:
        first = self._offset(local, 0)
        second = self._offset(local, 1)
        if first == second:
            return first
        # Python reads a time that was skipped with the offset of before (0)
        # and of after the change (1): the larger offset is the earlier moment.
        if self._clock_change == ClockChange.EARLIER:
            return max(first, second)
        if self._clock_change == ClockChange.LATER:
            return min(first, second)
        is_skipped = first < second
        raise LocalTimeError(
            "local_time_skipped" if is_skipped else "local_time_repeated",
        )
