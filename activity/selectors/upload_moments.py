"""How the moments of a file would be read, where its source does not say how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from zoneinfo import ZoneInfo

from activity.models import EventSource
from common.rules.moments import (
    MomentError,
    MomentReader,
    MomentRules,
    TimeFormat,
)

SHOWN_MOMENTS = 3
# These can be read as soon as the source declares how.
UNDECLARED = frozenset({"ambiguous_time", "undeclared_time"})
WITHOUT_ZONE = "time_without_zone"


@dataclass(frozen=True)
class Reading:
    """A value, and the local time that it would be; "" if it can be none."""

    value: str
    local: str


@dataclass(frozen=True)
class TimeQuestion:
    """What must be said of a file's moments before they can be read.

    formats: the formats that fit, each with the readings of the first moments;
    none where nothing is in doubt · needs_zone: times without offset need the
    source's time zone.
    """

    formats: Sequence[tuple[TimeFormat, list[Reading]]] = ()
    needs_zone: bool = False


NOTHING_TO_ASK = TimeQuestion()


def time_question(
    values: Sequence[str],
    source: EventSource,
    *,
    has_serials: bool = False,
) -> TimeQuestion:
    """Return what must be asked about the moments in a column of a source.

    has_serials: numbers come from the cells of a spreadsheet.
    """
    texts = [value.strip() for value in values if value.strip()]
    rules = MomentRules(
        zone=ZoneInfo(source.time_zone) if source.time_zone else None,
        time_format=TimeFormat(source.time_format),
        are_serials=has_serials,
    )
    reader = MomentReader(rules)
    faults = {_fault(text, reader) for text in texts}
    formats: list[tuple[TimeFormat, list[Reading]]] = []
    if faults & UNDECLARED:
        formats = _fitting(texts, source)
    return TimeQuestion(formats, needs_zone=WITHOUT_ZONE in faults)


def _fitting(
    texts: Sequence[str],
    source: EventSource,
) -> list[tuple[TimeFormat, list[Reading]]]:
    shown = list(islice(dict.fromkeys(texts), SHOWN_MOMENTS))
    fitting = []
    for time_format in TimeFormat:
        readings = [_read(text, source, time_format) for text in shown]
        is_declared = time_format is not TimeFormat.AUTO
        if is_declared and any(reading.local for reading in readings):
            fitting.append((time_format, readings))
    return fitting


def _read(text: str, source: EventSource, time_format: TimeFormat) -> Reading:
    zone = ZoneInfo(source.time_zone or "UTC")
    rules = MomentRules(zone=zone, time_format=time_format)
    try:
        moment = MomentReader(rules).read(text)
    except MomentError:
        return Reading(text, "")
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    return Reading(text, f"{local:%Y-%m-%d %H:%M:%S}")


def _fault(text: str, reader: MomentReader) -> str:
    try:
        reader.read(text)
    except MomentError as error:
        return str(error)
    return ""
