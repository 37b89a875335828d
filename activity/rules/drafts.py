"""Turn one raw row into one event draft, or into the list of all its faults.

The fast path reads each column once and raises at the first fault; only a faulty row is read again,
column by column, so that its sender sees every fault at once. A value that cannot be trusted is
refused, never corrected: a guessed time zone or member would stay wrong for ever.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any, NamedTuple

from activity.rules.cells import (
    TEXT_LIMIT,
    FaultyCell,
    IdReader,
    checked_text,
    faulty_value,
)
from activity.rules.kind_words import kind_of_word
from activity.rules.kinds import KIND_BY_NAME
from common.rules.local_time import ClockChange
from common.rules.moments import (
    MomentError,
    MomentReader,
    MomentRules,
    TimeFormat,
)
from common.rules.numbers import read_whole
from common.rules.rows import Fault, RejectedDraft, reject_row

FIELDS = ("external_id", "member", "occurred_at", "kind", "quantity")
REQUIRED = ("member", "occurred_at", "kind")
# Rows of events, posts and reactions of one source share its mapping of columns.
ROW_FIELDS = (
    *FIELDS,
    "thread",
    "title",
    "text",
    "media_count",
    "reaction_count",
    "is_deleted",
    "is_paid",
    "post",
    "edited_at",
    "version",
    "is_opening",
    "reply_to",
    "quoted_author",
    "board",
    "object_type",
    "object_id",
    "properties",
    "nickname",
)
QUANTITY_LIMIT = 1000
FUTURE_TOLERANCE_SECONDS = 600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
IGNORE = "-"


class EventDraft(NamedTuple):
    """An event that may be stored. occurred_at is in UTC; external_id may still be empty."""

    line: int
    external_id: str
    member: str
    occurred_at: datetime
    kind: int
    quantity: int


class SourceMapping(NamedTuple):
    """How a source's rows are to be read.

    columns: our field -> the row's column · kinds: pattern -> our kind, or
    IGNORE; what it does not name is read in our words · zone: of times without
    an offset, None to refuse them · now: when the rows are read, UTC ·
    time_format: of times that can be read in several ways · clock_change: what
    becomes of local times that were not, or twice · are_serials: numbers come
    from the cells of a spreadsheet · every_kind: the kind of every row, where
    rows do not say it.
    """

    columns: Mapping[str, str]
    kinds: Mapping[str, str]
    zone: tzinfo | None
    now: datetime
    time_format: TimeFormat = TimeFormat.AUTO
    clock_change: ClockChange = ClockChange.REFUSE
    are_serials: bool = False
    every_kind: str = ""


def is_text_mapping(value: Any) -> bool:
    """Tell whether a stored value maps texts to texts."""
    if not isinstance(value, dict):
        return False
    return all(
        isinstance(text, str) for text in (*value.keys(), *value.values())
    )


class EventRowParser:
    """Reads rows of one source; remembers the kind of each spelling."""

    def __init__(self, rules: SourceMapping) -> None:
        self._rules = rules
        self._column = {
            field: rules.columns.get(field, field) for field in FIELDS
        }
        self._latest = rules.now + timedelta(seconds=FUTURE_TOLERANCE_SECONDS)
        self._kind_numbers: dict[str, int] = {}
        self._ids = IdReader()
        self._moments = MomentReader(
            MomentRules(
                zone=rules.zone,
                time_format=rules.time_format,
                clock_change=rules.clock_change,
                are_serials=rules.are_serials,
            ),
        )

    def column_of(self, field: str) -> str:
        return self._column[field]

    def read(self, raw: Any, line: int) -> EventDraft | RejectedDraft:
        """Return the draft of a row, or every fault that keeps it out."""
        if not isinstance(raw, Mapping):
            return reject_row(line, "not_an_object", str(raw), raw=raw)
        if None in raw:
            return reject_row(line, "column_count", str(raw[None]), raw=raw)
        try:
            return EventDraft(
                line,
                self._external_id(raw),
                self._member(raw),
                self._occurred_at(raw),
                self._kind(raw),
                self._quantity(raw),
            )
        except FaultyCell:
            return RejectedDraft(line, tuple(self._all_faults(raw)), raw)

    def _all_faults(self, raw: Mapping[Any, Any]) -> list[Fault]:
        faults = []
        for read in (
            self._external_id,
            self._member,
            self._occurred_at,
            self._kind,
            self._quantity,
        ):
            try:
                read(raw)
            except FaultyCell as faulty:
                faults.append(faulty.fault)
        return faults

    def _text(self, raw: Mapping[Any, Any], field: str) -> str:
        column = self._column[field]
        value = raw.get(column)
        if (
            isinstance(value, str)
            and value.isascii()
            and value.isprintable()
            and 0 < len(value) <= TEXT_LIMIT
            and value[0] > " " < value[-1]
        ):
            return value
        return checked_text(column, value)

    def _external_id(self, raw: Mapping[Any, Any]) -> str:
        column = self._column["external_id"]
        value = raw.get(column)
        return "" if value in (None, "") else self._ids.read(column, value)

    def _member(self, raw: Mapping[Any, Any]) -> str:
        column = self._column["member"]
        return self._ids.read(column, raw.get(column))

    def _kind(self, raw: Mapping[Any, Any]) -> int:
        if self._rules.every_kind:
            return KIND_BY_NAME[self._rules.every_kind].number
        column = self._column["kind"]
        value = raw.get(column)
        if isinstance(value, str) and value in self._kind_numbers:
            return self._kind_numbers[value]
        text = self._text(raw, "kind")
        name = self._our_name(text)
        if name == IGNORE:
            raise FaultyCell("ignored_kind", column, text)
        if name not in KIND_BY_NAME:
            raise faulty_value("unknown_kind", column, text)
        number = KIND_BY_NAME[name].number
        self._kind_numbers[text] = number
        return number

    def _our_name(self, text: str) -> str:
        """Return the kind of ours that a source's word means, "" if none."""
        exact = self._rules.kinds.get(text)
        if exact is not None:
            return exact
        for pattern, ours in self._rules.kinds.items():
            if fnmatchcase(text, pattern):
                return ours
        return text if text in KIND_BY_NAME else kind_of_word(text)

    def _quantity(self, raw: Mapping[Any, Any]) -> int:
        column = self._column["quantity"]
        value = raw.get(column)
        if value is None or value == "":
            return 1
        number = read_whole(value)
        if number is None or not 1 <= number <= QUANTITY_LIMIT:
            raise faulty_value("bad_quantity", column, value)
        return number

    def _occurred_at(self, raw: Mapping[Any, Any]) -> datetime:
        column = self._column["occurred_at"]
        value = raw.get(column)
        try:
            if isinstance(value, str | bool | None):
                moment = self._moments.read(self._text(raw, "occurred_at"))
            elif isinstance(value, int | float):
                moment = self._moments.read_number(value)
            else:
                raise FaultyCell("wrong_type", column, value)
        except MomentError as error:
            raise faulty_value(str(error), column, value) from None
        if moment < EARLIEST:
            raise FaultyCell("time_out_of_range", column, value)
        if moment > self._latest:
            raise FaultyCell("time_in_future", column, value)
        return moment


def content_id(draft: EventDraft, ordinal: int, about: str = "") -> str:
    """Return an external id for an event whose source gives none.

    It is made of all that is known of the event, of what it was `about`, and of
    `ordinal`: how many equal rows came before it in the same file. So the same file sent again,
    whole or in part and in any order, adds nothing, and two equal rows of one
    file are two events.
    """
    instant = (draft.occurred_at - EPOCH) // timedelta(microseconds=1)
    known = f"{draft.member}\x1f{instant}\x1f{draft.kind}\x1f{draft.quantity}\x1f{ordinal}{about}"
    return "h:" + blake2b(known.encode(), digest_size=15).hexdigest()
