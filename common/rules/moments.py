"""Read the moments that forums, spreadsheets, phones and logs write.

What can mean one thing only is read as it is. What can mean several, such as
5/1/2026 or 46143.378, is read as its source declares, and refused otherwise: a
guessed day would stay wrong for ever.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from common.rules.local_time import ClockChange, LocalClock, LocalTimeError
from common.rules.written_times import (
    DayOrder,
    Written,
    begins_with_day_or_month,
    read_day_and_month,
    read_written,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A spreadsheet's day 1 is 1900-01-01, and it believes in a 29 February 1900.
SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
SERIALS = (30_000, 80_000)
# Seconds, and milliseconds, of 1973 to 2286: neither can be taken for the other,
# nor for the digits of a day and time.
SECONDS = (10**8, 10**10)
MILLISECONDS = (10**11, 10**13)
MOST_NUMBER = 10**16
MOST_OFFSET = timedelta(hours=16)


class TimeFormat(StrEnum):
    """How a source writes moments that can be read in several ways."""

    AUTO = "auto"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    EXCEL_SERIAL = "excel_serial"
    EPOCH_SECONDS = "epoch_seconds"
    EPOCH_MILLISECONDS = "epoch_milliseconds"


class MomentError(ValueError):
    """A value is no moment; the argument is the fault's code."""


class MomentRules(NamedTuple):
    """How moments are read.

    zone: of times without an offset, None to refuse them · are_serials: numbers
    that are no texts come from the cells of a spreadsheet.
    """

    zone: tzinfo | None = None
    time_format: TimeFormat = TimeFormat.AUTO
    clock_change: ClockChange = ClockChange.REFUSE
    are_serials: bool = False


class MomentReader:
    """Reads the moments of one source into UTC."""

    def __init__(self, rules: MomentRules) -> None:
        self._rules = rules
        self._clock: LocalClock | None = None
        if rules.zone is not None:
            self._clock = LocalClock(rules.zone, rules.clock_change)

    def read(self, text: str) -> datetime:
        """Return the moment that a text names.

        Errors: MomentError.
        """
        # Only texts with a dash there: 1746012800000 would pass for a day of 1746.
        if text[4:5] == "-":
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                pass
            else:
                return self._settle(moment)
        return self._read_other(text)

    def read_number(self, number: float) -> datetime:
        """Return the moment that a number names.

        Errors: MomentError.
        """
        if not abs(number) < MOST_NUMBER:
            raise MomentError("bad_time")
        low, high = SERIALS
        is_serial = self._rules.are_serials and low <= number <= high
        if self._rules.time_format == TimeFormat.EXCEL_SERIAL or is_serial:
            return self._settle(_of_serial(number))
        if self._rules.time_format == TimeFormat.EPOCH_SECONDS:
            return _since_epoch(number)
        if self._rules.time_format == TimeFormat.EPOCH_MILLISECONDS:
            return _since_epoch(number / 1000)
        if SECONDS[0] <= number < SECONDS[1]:
            return _since_epoch(number)
        if MILLISECONDS[0] <= number < MILLISECONDS[1]:
            return _since_epoch(number / 1000)
        raise MomentError(
            "undeclared_time" if low <= number <= high else "bad_time",
        )

    def _read_other(self, text: str) -> datetime:
        written = read_written(text)
        if written is None:
            written = read_day_and_month(text, self._day_order)
        if written is not None:
            return self._settle(_moment_of(written))
        number = _number_of(text)
        if number is not None:
            return self.read_number(number)
        is_ambiguous = begins_with_day_or_month(text)
        raise MomentError("ambiguous_time" if is_ambiguous else "bad_time")

    @property
    def _day_order(self) -> DayOrder:
        if self._rules.time_format == TimeFormat.DAY_FIRST:
            return DayOrder.DAY_FIRST
        if self._rules.time_format == TimeFormat.MONTH_FIRST:
            return DayOrder.MONTH_FIRST
        return DayOrder.UNKNOWN

    def _settle(self, moment: datetime) -> datetime:
        """Return a moment in UTC; a local time is one of the source's zone."""
        try:
            if moment.tzinfo is None:
                return self._from_local(moment)
            offset = moment.utcoffset()
            settled = moment.astimezone(UTC)
        except OverflowError:
            raise MomentError("time_out_of_range") from None
        if offset is None or abs(offset) >= MOST_OFFSET:
            raise MomentError("bad_offset")
        return settled

    def _from_local(self, local: datetime) -> datetime:
        if self._clock is None:
            raise MomentError("time_without_zone")
        try:
            return self._clock.to_utc(local)
        except LocalTimeError as error:
            raise MomentError(str(error)) from None


def _number_of(text: str) -> float | None:
    """Return the number that a text is; whole ones exactly."""
    plain = text.strip()
    whole, _point, fraction = plain.partition(".")
    is_number = (whole + fraction).isdecimal() and len(plain) <= 20
    if not is_number or not whole:
        return None
    return float(plain) if fraction else int(whole)


def _since_epoch(seconds: float) -> datetime:
    try:
        return EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        raise MomentError("time_out_of_range") from None


def _of_serial(number: float) -> datetime:
    """Return the local time of a serial; to the second, as spreadsheets show it."""
    try:
        return SERIAL_EPOCH + timedelta(seconds=round(number * 86_400))
    except (OverflowError, ValueError):
        raise MomentError("time_out_of_range") from None


def _moment_of(written: Written) -> datetime:
    try:
        moment = datetime(  # noqa: DTZ001
            written.year,
            written.month,
            written.day,
            written.hour,
            written.minute,
            written.second,
            written.microsecond,
        )
        moment += timedelta(days=written.is_end_of_day)
    except (ValueError, OverflowError):
        raise MomentError("bad_time") from None
    return moment.replace(tzinfo=written.zone)
