"""Read a raw row into the draft of a reaction, or into everything that is
wrong with it. A reaction is an event as well.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from activity.rules.cells import FaultyCell, IdReader
from activity.rules.drafts import (
    FIELDS,
    EventDraft,
    EventRowParser,
    SourceMapping,
)
from activity.rules.kinds import KIND_BY_NUMBER
from common.rules.rows import Fault, RejectedDraft

REACTION_FIELDS = (*(name for name in FIELDS if name != "quantity"), "post")
REACTION_KINDS = ("like", "favourite", "share")


class ReactionDraft(NamedTuple):
    """A reaction that may be stored: the external id of its post, and the
    event, which says whose it is, when and of which kind.
    """

    post: str
    kind: str
    event: EventDraft


class ReactionRowParser:
    """Reads rows of reactions of one source."""

    def __init__(self, rules: SourceMapping) -> None:
        self._events = EventRowParser(rules)
        self._post = rules.columns.get("post", "post")
        self._ids = IdReader()

    def post_of(self, raw: Any) -> str:
        """Return the external id of a row's post, "" if it has none that is
        possible.
        """
        value = raw.get(self._post) if isinstance(raw, Mapping) else None
        try:
            return self._ids.read(self._post, value)
        except FaultyCell:
            return ""

    def _fault_of_post(self, raw: Mapping[Any, Any]) -> Fault | None:
        try:
            self._ids.read(self._post, raw.get(self._post))
        except FaultyCell as faulty:
            return faulty.fault
        return None

    def read(self, raw: Any, line: int) -> ReactionDraft | RejectedDraft:
        """Return the draft of a row, or every fault that keeps it out."""
        if isinstance(raw, RejectedDraft):
            return raw
        event = self._events.read(raw, line)
        post = self.post_of(raw)
        faults = list(event.faults) if isinstance(event, RejectedDraft) else []
        if isinstance(raw, Mapping) and None not in raw and not post:
            faults += filter(None, [self._fault_of_post(raw)])
        kind = ""
        if isinstance(event, EventDraft):
            kind = KIND_BY_NUMBER[event.kind].name
        if kind and kind not in REACTION_KINDS:
            column = self._events.column_of("kind")
            faults.append(Fault("not_a_reaction", column, kind))
        if faults or isinstance(event, RejectedDraft):
            return RejectedDraft(line, tuple(faults), raw)
        return ReactionDraft(post, kind, event)

    def without_post(self, raw: Any, line: int) -> RejectedDraft:
        """Return the row as rejected because its post is unknown."""
        fault = Fault("unknown_post", self._post, self.post_of(raw))
        return RejectedDraft(line, (fault,), raw)
