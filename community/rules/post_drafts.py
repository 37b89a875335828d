"""One raw row becomes one post draft, or the list of all that is wrong with it.

Who, when and under which id are read like an event's (activity/rules/drafts.py); a text that cannot be shown as it
is stored is refused by name, never mended.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from activity.rules.drafts import TEXT_LIMIT, EventDraft, EventReader, Fault, ReadingRules, RejectedDraft
from members.rules.names import is_visible, unreadable_characters

POST_FIELDS = ("external_id", "member", "occurred_at", "thread", "title", "text", "media_count", "reaction_count",
               "is_deleted", "is_paid")  # fmt: skip
TITLE_LIMIT = 200
TEXT_CHARACTERS = 50_000
MOST_COUNTED = 30_000
_LAYOUT = str.maketrans("", "", "\r\n\t\u200d\u200b\ufeff")
_TRUE, _FALSE = frozenset({"1", "true", "yes"}), frozenset({"", "0", "false", "no"})


class PostDraft(NamedTuple):
    """A post that may be stored; `event` says who wrote it and when."""

    event: EventDraft
    thread_key: str
    title: str
    text: str
    media_count: int
    reaction_count: int
    is_deleted: bool
    is_paid: bool


class PostReader:
    """Reads rows of posts of one source."""

    def __init__(self, rules: ReadingRules) -> None:
        self._column = {name: rules.columns.get(name, name) for name in POST_FIELDS}
        self._events = EventReader(rules._replace(columns={**rules.columns, "kind": "\x00kind"}, kinds={}))

    def event_row(self, raw: Any) -> Any:
        """Return the row as that of the event which it also is: a post, or a reply."""
        if not isinstance(raw, Mapping):
            return raw
        return {**raw, "\x00kind": "reply" if self._is_reply(raw) else "post"}

    def read(self, raw: Any, line: int) -> PostDraft | RejectedDraft:
        """Return the draft of a row, or every fault that keeps it out."""
        if isinstance(raw, RejectedDraft):
            return raw
        event = self._events.read(self.event_row(raw), line)
        faults = list(event.faults) if isinstance(event, RejectedDraft) else []
        if not isinstance(raw, Mapping) or None in raw:
            return RejectedDraft(line, tuple(faults), raw)
        if isinstance(event, EventDraft) and not event.external_id:
            faults.append(Fault("missing_value", self._column["external_id"], ""))
        title, text = self._text(raw, "title", TITLE_LIMIT, faults), self._text(raw, "text", TEXT_CHARACTERS, faults)
        thread = self._text(raw, "thread", TEXT_LIMIT, faults)
        media, reactions = self._count(raw, "media_count", faults), self._count(raw, "reaction_count", faults)
        deleted, paid = self._flag(raw, "is_deleted", faults), self._flag(raw, "is_paid", faults)
        if not faults and not deleted and not media and not is_visible(f"{title}{text}"):
            faults.append(Fault("missing_value", self._column["text"], ""))
        if faults or isinstance(event, RejectedDraft):
            return RejectedDraft(line, tuple(faults), raw)
        return PostDraft(event, thread.strip() or event.external_id, title, text, media, reactions, deleted, paid)

    def _given(self, raw: Mapping[Any, Any], name: str) -> Any:
        value = raw.get(self._column[name])
        return "" if value is None else value

    def _is_reply(self, raw: Mapping[Any, Any]) -> bool:
        thread, own = str(self._given(raw, "thread")).strip(), str(self._given(raw, "external_id")).strip()
        return bool(thread) and thread != own

    def _text(self, raw: Mapping[Any, Any], name: str, limit: int, faults: list[Fault]) -> str:
        value, column = self._given(raw, name), self._column[name]
        if isinstance(value, bool | dict | list | float):
            faults.append(Fault("wrong_type", column, str(value)[:200]))
            return ""
        text = str(value)
        if len(text) > limit:
            faults.append(Fault("too_long", column, text[:200]))
        elif unreadable_characters(text.translate(_LAYOUT)):
            faults.append(Fault("unreadable_text", column, ascii(text)[:200]))
        return text

    def _count(self, raw: Mapping[Any, Any], name: str, faults: list[Fault]) -> int:
        text = str(self._given(raw, name)).strip() or "0"
        if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > MOST_COUNTED:
            faults.append(Fault("bad_count", self._column[name], text[:200]))
            return 0
        return int(text)

    def _flag(self, raw: Mapping[Any, Any], name: str, faults: list[Fault]) -> bool:
        text = str(self._given(raw, name)).strip().lower()
        if text not in _TRUE | _FALSE:
            faults.append(Fault("bad_flag", self._column[name], text[:200]))
        return text in _TRUE
