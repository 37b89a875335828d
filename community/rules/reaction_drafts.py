"""One raw row becomes one reaction draft, or the list of all that is wrong with it; it is an event as well."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from activity.rules.drafts import FIELDS, TEXT_LIMIT, EventDraft, EventReader, Fault, ReadingRules, RejectedDraft
from activity.rules.kinds import KIND_BY_NUMBER

REACTION_FIELDS = (*(name for name in FIELDS if name != "quantity"), "post")
REACTION_KINDS = ("like", "favourite", "share")


class ReactionDraft(NamedTuple):
    """A reaction that may be stored: the external id of its post, and the event, which says whose it is, when and of
    which kind.
    """

    post: str
    kind: str
    event: EventDraft


class ReactionReader:
    """Reads rows of reactions of one source."""

    def __init__(self, rules: ReadingRules) -> None:
        self._events, self._post = EventReader(rules), rules.columns.get("post", "post")

    def post_of(self, raw: Any) -> str:
        """Return the external id of the post of a row, "" where there is none that could be one."""
        value = raw.get(self._post) if isinstance(raw, Mapping) else None
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        return text if len(text) <= TEXT_LIMIT and text.isprintable() else ""

    def read(self, raw: Any, line: int) -> ReactionDraft | RejectedDraft:
        """Return the draft of a row, or every fault that keeps it out."""
        if isinstance(raw, RejectedDraft):
            return raw
        event, post = self._events.read(raw, line), self.post_of(raw)
        faults = list(event.faults) if isinstance(event, RejectedDraft) else []
        if isinstance(raw, Mapping) and None not in raw and not post:
            faults.append(Fault("missing_value", self._post, str(raw.get(self._post) or "")[:200]))
        kind = KIND_BY_NUMBER[event.kind].name if isinstance(event, EventDraft) else ""
        if kind and kind not in REACTION_KINDS:
            faults.append(Fault("not_a_reaction", self._events.column_of("kind"), kind))
        if faults or isinstance(event, RejectedDraft):
            return RejectedDraft(line, tuple(faults), raw)
        return ReactionDraft(post, kind, event)

    def without_post(self, raw: Any, line: int) -> RejectedDraft:
        """Return the row as rejected because nobody knows its post."""
        return RejectedDraft(line, (Fault("unknown_post", self._post, self.post_of(raw)),), raw)
