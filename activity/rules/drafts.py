"""One raw row becomes one event draft, or the list of all that is wrong with it.

The quick way reads each column once and raises at the first fault; only a faulty row is read again,
column by column, so that its owner learns of every fault at once. A value that cannot be trusted is
refused by name, never mended: a guessed time zone or a guessed member would stay wrong for ever.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any, NamedTuple

from activity.rules.kinds import KIND_BY_NAME
from members.rules.names import is_visible, unreadable_characters

FIELDS = ("external_id", "member", "occurred_at", "kind", "quantity")
REQUIRED = ("member", "occurred_at", "kind")
TEXT_LIMIT = 128
QUANTITY_LIMIT = 1000
FUTURE_TOLERANCE_SECONDS = 600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
IGNORE = "-"
_SLASHED = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$")


class Fault(NamedTuple):
    """What is wrong in which column, with the value that was found there (at most 200 characters)."""

    code: str
    column: str
    value: str


class EventDraft(NamedTuple):
    """An event that may be stored. occurred_at is in UTC; external_id may still be empty."""

    line: int
    external_id: str
    member: str
    occurred_at: datetime
    kind: int
    quantity: int


class RejectedDraft(NamedTuple):
    """A row that may not be stored, and why; `raw` is the row as it came."""

    line: int
    faults: tuple[Fault, ...]
    raw: Any


class _Faulty(Exception):
    def __init__(self, code: str, column: str, value: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, column, str(value)[:200])


class ReadingRules(NamedTuple):
    """How a source's rows are to be read.

    columns: our field -> the row's column · kinds: pattern -> our kind, or IGNORE; without any, kinds are
    ours already · zone: of times without an offset, None to refuse them · now: the reader's clock, UTC.
    """

    columns: Mapping[str, str]
    kinds: Mapping[str, str]
    zone: tzinfo | None
    now: datetime


class EventReader:
    """Reads rows of one source; remembers what each spelling of a kind meant."""

    def __init__(self, rules: ReadingRules) -> None:
        self._rules = rules
        self._column = {field: rules.columns.get(field, field) for field in FIELDS}
        self._latest = rules.now + timedelta(seconds=FUTURE_TOLERANCE_SECONDS)
        self._kind_numbers: dict[str, int] = {}

    def column_of(self, field: str) -> str:
        return self._column[field]

    def read(self, raw: Any, line: int) -> EventDraft | RejectedDraft:
        """Return the draft of a row, or every fault that keeps it out."""
        if not isinstance(raw, Mapping):
            return RejectedDraft(line, (Fault("not_an_object", "", str(raw)[:200]),), raw)
        if None in raw:
            extra = str(raw[None])[:200]
            return RejectedDraft(line, (Fault("column_count", "", extra),), raw)
        try:
            return EventDraft(
                line,
                self._external_id(raw),
                self._member(raw),
                self._occurred_at(raw),
                self._kind(raw),
                self._quantity(raw),
            )
        except _Faulty:
            return RejectedDraft(line, tuple(self._all_faults(raw)), raw)

    def _all_faults(self, raw: Mapping[Any, Any]) -> list[Fault]:
        faults = []
        for read in (self._external_id, self._member, self._occurred_at, self._kind, self._quantity):
            try:
                read(raw)
            except _Faulty as faulty:
                faults.append(faulty.fault)
        return faults

    def _text(self, raw: Mapping[Any, Any], field: str) -> str:
        column = self._column[field]
        value = raw.get(column)
        if (
            isinstance(value, str)
            and value.isprintable()
            and 0 < len(value) <= TEXT_LIMIT
            and value[0] > " " < value[-1]
            and (value.isascii() or is_visible(value))
        ):
            return value
        return self._checked_text(column, value)

    def _checked_text(self, column: str, value: Any) -> str:
        if value is None or value == "":
            raise _Faulty("missing_value", column, "")
        if isinstance(value, bool | dict | list | float):
            raise _Faulty("wrong_type", column, value)
        text = str(value).strip()
        if not text:
            raise _Faulty("missing_value", column, "")
        if len(text) > TEXT_LIMIT:
            raise _Faulty("too_long", column, value)
        if not text.isascii() and not is_visible(text):
            raise _Faulty("unreadable_text", column, ascii(value))
        if not text.isprintable() and unreadable_characters(text):
            raise _Faulty("unreadable_text", column, ascii(value))
        return text

    def _external_id(self, raw: Mapping[Any, Any]) -> str:
        if raw.get(self._column["external_id"]) in (None, ""):
            return ""
        return self._text(raw, "external_id")

    def _member(self, raw: Mapping[Any, Any]) -> str:
        return self._text(raw, "member")

    def _kind(self, raw: Mapping[Any, Any]) -> int:
        value = raw.get(self._column["kind"])
        number = self._kind_numbers.get(value) if isinstance(value, str) else None
        if number is None:
            text = self._text(raw, "kind")
            name = self._our_name(text)
            if name == IGNORE:
                raise _Faulty("ignored_kind", self._column["kind"], text)
            if name not in KIND_BY_NAME:
                raise _Faulty("unknown_kind", self._column["kind"], text)
            number = self._kind_numbers[text] = KIND_BY_NAME[name].number
        return number

    def _our_name(self, text: str) -> str:
        if not self._rules.kinds:
            return text
        exact = self._rules.kinds.get(text)
        if exact is not None:
            return exact
        fitting = (ours for theirs, ours in self._rules.kinds.items() if fnmatchcase(text, theirs))
        return next(fitting, "")

    def _quantity(self, raw: Mapping[Any, Any]) -> int:
        column = self._column["quantity"]
        value = raw.get(column)
        if value is None or value == "":
            return 1
        text = str(value).strip()
        if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 9:
            raise _Faulty("bad_quantity", column, value)
        if not 1 <= int(text) <= QUANTITY_LIMIT:
            raise _Faulty("bad_quantity", column, value)
        return int(text)

    def _occurred_at(self, raw: Mapping[Any, Any]) -> datetime:
        column, text = self._column["occurred_at"], self._text(raw, "occurred_at")
        moment = _parse_time(text, column)
        if moment.tzinfo is None:
            if self._rules.zone is None:
                raise _Faulty("time_without_zone", column, text)
            moment = moment.replace(tzinfo=self._rules.zone)
        try:
            offset, moment = moment.utcoffset(), moment.astimezone(UTC)
        except OverflowError:
            raise _Faulty("time_out_of_range", column, text) from None
        if offset is None or abs(offset) >= timedelta(hours=16):
            raise _Faulty("bad_offset", column, text)
        if moment < EARLIEST:
            raise _Faulty("time_out_of_range", column, text)
        if moment > self._latest:
            raise _Faulty("time_in_future", column, text)
        return moment


def _parse_time(text: str, column: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        slashed = _SLASHED.match(text)
    if slashed is None:
        raise _Faulty("bad_time", column, text)
    try:
        return datetime(*(int(part or 0) for part in slashed.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        raise _Faulty("bad_time", column, text) from None


def content_id(draft: EventDraft, ordinal: int) -> str:
    """Return an external id for an event whose source gives none.

    It is made of all that is known of the event and of `ordinal`: how many equal rows stood before it
    in the same file. So the same file sent again, whole or in part and in any order, adds nothing, and
    two equal rows of one file are two events.
    """
    instant = (draft.occurred_at - EPOCH) // timedelta(microseconds=1)
    known = f"{draft.member}\x1f{instant}\x1f{draft.kind}\x1f{draft.quantity}\x1f{ordinal}"
    return "h:" + blake2b(known.encode(), digest_size=15).hexdigest()
