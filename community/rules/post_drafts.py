"""Read a raw row into the draft of a post, or into everything that is wrong
with it.

Author, time and id are read as those of an event (activity/rules/drafts.py); a
post without an id is named by its thread and floor. A text that cannot be shown
as it is stored is rejected, never changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activity.rules.cells import (
    TEXT_LIMIT,
    FaultyCell,
    IdReader,
    faulty_value,
)
from activity.rules.drafts import EventDraft, EventRowParser, SourceMapping
from activity.rules.nicknames import NicknameReader
from common.rules.characters import (
    forbidden_characters,
    strip_unseen,
    unreadable_characters,
)
from common.rules.corrupted_values import is_corrupted, is_corrupted_text
from common.rules.headers import is_blank
from common.rules.numbers import read_whole
from common.rules.rows import Fault, RejectedDraft
from community.rules.post_fields import (
    CONTEXT_FIELDS,
    NO_CONTEXT,
    POST_FIELDS,
    PostContext,
    PostDraft,
    PostFields,
    floor_of,
    read_flag,
)
from community.rules.post_versions import (
    moment_of_version,
    version_of_moment,
    version_of_number,
    whole_number,
)

TITLE_LIMIT = 200
TEXT_CHARACTERS = 50_000
MAX_COUNTED = 30_000
BOARD_LIMIT = 60
SHOWN_VALUE = 200
# A column of its own for the kind of event, which no source can send.
KIND_COLUMN = "\x00kind"
_LAYOUT = str.maketrans("", "", "\r\n\t")


class PostRowParser:
    """Reads rows of posts of one source."""

    def __init__(self, rules: SourceMapping) -> None:
        self._column = {
            name: rules.columns.get(name, name) for name in POST_FIELDS
        }
        self._context_columns = [self._column[name] for name in CONTEXT_FIELDS]
        columns = {**rules.columns, "kind": KIND_COLUMN}
        self._events = EventRowParser(
            rules._replace(columns=columns, kinds={}),
        )
        self._ids = IdReader()
        self._nicknames = NicknameReader(rules.columns)
        self._moments = {}
        for name in ("edited_at", "version"):
            read_as = {**columns, "occurred_at": self._column[name]}
            as_moment = rules._replace(columns=read_as, kinds={})
            self._moments[name] = EventRowParser(as_moment)

    def id_of(self, raw: Mapping[Any, Any]) -> str:
        """Return the id of the post of a row that can be read."""
        column = self._column["external_id"]
        given = self._given(raw, "external_id")
        if not str(given).strip():
            given = self._id_of_floor(raw).get(column, given)
        return self._ids.read(column, given)

    def event_row(self, raw: Any, *, is_opening: bool = True) -> Any:
        """Return the row as that of its event, which is a post or a reply."""
        if not isinstance(raw, Mapping):
            return raw
        kind = "post" if is_opening else "reply"
        return {**raw, **self._id_of_floor(raw), KIND_COLUMN: kind}

    def _id_of_floor(self, raw: Mapping[Any, Any]) -> dict[str, str]:
        """Return the id, made of thread and floor, of a post that has none."""
        if str(self._given(raw, "external_id")).strip():
            return {}
        floor = floor_of(self._given(raw, "is_opening"))
        thread = self._id(raw, "thread", [])
        if not floor or not thread:
            return {}
        return {self._column["external_id"]: f"{thread}#{floor}"}

    def read(self, raw: Any, line: int) -> PostDraft | RejectedDraft:
        """Return the draft of a row, or every fault that keeps it out."""
        if isinstance(raw, RejectedDraft):
            return raw
        event = self._events.read(self.event_row(raw), line)
        if not isinstance(raw, Mapping) or None in raw:
            known = event.faults if isinstance(event, RejectedDraft) else ()
            return RejectedDraft(line, known, raw)
        faults = self._faults_of_event(event)
        fields = PostFields(
            title=self._text(raw, "title", TITLE_LIMIT, faults),
            text=self._text(raw, "text", TEXT_CHARACTERS, faults),
            thread=self._id(raw, "thread", faults),
            media_count=self._count(raw, "media_count", faults),
            reaction_count=self._count(raw, "reaction_count", faults),
            is_deleted=self._flag(raw, "is_deleted", faults),
            is_paid=self._flag(raw, "is_paid", faults),
            context=self._context(raw, line, faults),
        )
        if not faults and fields.is_empty:
            faults.append(self._missing("text"))
        if faults or isinstance(event, RejectedDraft):
            return RejectedDraft(line, tuple(faults), raw)
        draft = fields.draft(event)
        return draft._replace(nickname=self._nicknames.read(raw))

    def _context(
        self,
        raw: Mapping[Any, Any],
        line: int,
        faults: list[Fault],
    ) -> PostContext:
        """Return what most rows say nothing of."""
        for column in self._context_columns:
            if raw.get(column) not in (None, ""):
                break
        else:
            return NO_CONTEXT
        return PostContext(
            edited_at=self._moment(raw, "edited_at", line, faults),
            version=self._version(raw, line, faults),
            opening=self._opening(raw, faults),
            reply_to=self._id(raw, "reply_to", faults),
            quoted_author=self._name(
                raw,
                "quoted_author",
                TEXT_LIMIT,
                faults,
            ),
            board=self._name(raw, "board", BOARD_LIMIT, faults),
        )

    def _faults_of_event(
        self,
        event: EventDraft | RejectedDraft,
    ) -> list[Fault]:
        if isinstance(event, RejectedDraft):
            return list(event.faults)
        return [] if event.external_id else [self._missing("external_id")]

    def _missing(self, name: str) -> Fault:
        return Fault("missing_value", self._column[name], "")

    def _given(self, raw: Mapping[Any, Any], name: str) -> Any:
        value = raw.get(self._column[name])
        return "" if value is None else value

    def _text(
        self,
        raw: Mapping[Any, Any],
        name: str,
        limit: int,
        faults: list[Fault],
    ) -> str:
        value = self._given(raw, name)
        if value == "":
            return ""
        column = self._column[name]
        text = str(value)
        if isinstance(value, bool | dict | list | float):
            faults.append(Fault("wrong_type", column, text[:SHOWN_VALUE]))
            return ""
        if len(text) > limit:
            faults.append(Fault("too_long", column, text[:SHOWN_VALUE]))
        elif forbidden_characters(text.translate(_LAYOUT)):
            shown = ascii(text)[:SHOWN_VALUE]
            faults.append(Fault("unreadable_text", column, shown))
        elif is_corrupted_text(text):
            shown = text[:SHOWN_VALUE]
            faults.append(Fault("destroyed_value", column, shown))
        return text

    def _name(
        self,
        raw: Mapping[Any, Any],
        name: str,
        limit: int,
        faults: list[Fault],
    ) -> str:
        """Return what somebody or something is called, "" without a name."""
        text = strip_unseen(self._text(raw, name, limit, faults))
        column = self._column[name]
        if unreadable_characters(text):
            shown = ascii(text)[:SHOWN_VALUE]
            faults.append(Fault("unreadable_text", column, shown))
        elif is_corrupted(text):
            faults.append(Fault("destroyed_value", column, text))
        return text

    def _id(
        self,
        raw: Mapping[Any, Any],
        name: str,
        faults: list[Fault],
    ) -> str:
        """Return the id of another post or a thread, "" without one."""
        value = self._given(raw, name)
        if isinstance(value, str) and not strip_unseen(value):
            return ""
        try:
            return self._ids.read(self._column[name], value)
        except FaultyCell as faulty:
            faults.append(faulty.fault)
        return ""

    def _count(
        self,
        raw: Mapping[Any, Any],
        name: str,
        faults: list[Fault],
    ) -> int:
        given = self._given(raw, name)
        number = 0 if is_blank(given) else read_whole(given)
        if number is not None and number <= MAX_COUNTED:
            return number
        faults.append(
            faulty_value("bad_count", self._column[name], given).fault
        )
        return 0

    def _flag(
        self,
        raw: Mapping[Any, Any],
        name: str,
        faults: list[Fault],
    ) -> bool:
        flag = read_flag(self._given(raw, name))
        if flag is None:
            shown = str(self._given(raw, name))[:SHOWN_VALUE]
            faults.append(Fault("bad_flag", self._column[name], shown))
        return bool(flag)

    def _opening(
        self,
        raw: Mapping[Any, Any],
        faults: list[Fault],
    ) -> bool | None:
        """Return whether the post opens its thread; of floors the first does."""
        text = str(self._given(raw, "is_opening")).strip()
        if not text:
            return None
        floor = floor_of(text)
        if floor is not None:
            return floor == 1
        return self._flag(raw, "is_opening", faults)

    def _version(
        self,
        raw: Mapping[Any, Any],
        line: int,
        faults: list[Fault],
    ) -> int | None:
        """Return the number of the version, which may be a moment."""
        number = whole_number(self._given(raw, "version"))
        if number is not None:
            return version_of_number(number)
        moment = self._moment(raw, "version", line, faults)
        return None if moment is None else version_of_moment(moment)

    def _moment(
        self,
        raw: Mapping[Any, Any],
        name: str,
        line: int,
        faults: list[Fault],
    ) -> datetime | None:
        """Return a moment, read as the time of an event is."""
        given = self._given(raw, name)
        if not str(given).strip():
            return None
        number = whole_number(given)
        if number is not None and version_of_number(number) != number:
            return moment_of_version(version_of_number(number))
        read = self._moments[name].read(self.event_row(raw), line)
        if isinstance(read, EventDraft):
            return read.occurred_at
        column = self._column[name]
        faults += [fault for fault in read.faults if fault.column == column]
        return None
