"""Chunks of rows on their way into the database, read ahead by a thread."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from activity.models import IngestBatch
from activity.rules.drafts import EventDraft, EventRowParser, content_id
from activity.rules.event_details import DetailDraft, EventDetailParser
from activity.rules.ignored import ignored_kind_of
from activity.rules.nicknames import NicknameReader
from activity.services.event_store import encode_drafts
from common.rules.rows import RejectedDraft, Row


class Chunk(NamedTuple):
    """Rows that are stored in one transaction.

    ignored: how many of which kind the mapping leaves out · details: what
    events were about, by external id · nicknames: of members, by external id ·
    encoded: the drafts as the database takes them.
    """

    rows: list[Row]
    drafts: list[EventDraft]
    rejected: list[RejectedDraft]
    ignored: Counter[str]
    details: dict[str, DetailDraft]
    nicknames: dict[str, str]
    encoded: Any


class ChunkReader:
    """Turns the rows of a batch into chunks; touches no database."""

    def __init__(
        self,
        batch: IngestBatch,
        parser: EventRowParser,
        details: EventDetailParser,
        nicknames: NicknameReader,
    ) -> None:
        self._batch = batch
        self._parser = parser
        self._details = details
        self._nicknames = nicknames
        self._equal_rows: Counter[str] = Counter()

    def skip(self, rows: Iterable[Row]) -> None:
        """Pass over rows that are accounted for, and count equal ones among them."""
        for line, raw in rows:
            self._read_row(raw, line)

    def read(self, rows: list[Row]) -> Chunk | None:
        """Return the rows as a chunk, None if there are none."""
        if not rows:
            return None
        drafts: list[EventDraft] = []
        rejected: list[RejectedDraft] = []
        ignored: Counter[str] = Counter()
        details: dict[str, DetailDraft] = {}
        nicknames: dict[str, str] = {}
        for line, raw in rows:
            draft, detail = self._read_row(raw, line)
            if not isinstance(draft, RejectedDraft):
                drafts.append(draft)
                nickname = self._nicknames.read(raw)
                if nickname:
                    nicknames.setdefault(draft.member, nickname)
                if detail is not None:
                    details.setdefault(draft.external_id, detail)
                continue
            kind = ignored_kind_of(draft)
            if kind is None:
                rejected.append(draft)
            else:
                ignored[kind] += 1
        encoded = encode_drafts(self._batch, drafts)
        return Chunk(
            rows,
            drafts,
            rejected,
            ignored,
            details,
            nicknames,
            encoded,
        )

    def _read_row(
        self,
        raw: Any,
        line: int,
    ) -> tuple[EventDraft | RejectedDraft, DetailDraft | None]:
        """Return the draft of a row, and what its event was about."""
        if isinstance(raw, RejectedDraft):
            return raw, None
        draft = self._parser.read(raw, line)
        if isinstance(draft, RejectedDraft):
            return self._with_all_faults(draft), None
        if not self._details.are_in(raw):
            return self._with_external_id(draft, ""), None
        detail = self._details.read(raw)
        if not isinstance(detail, DetailDraft):
            return RejectedDraft(line, detail, raw), None
        about = f"\x1f{detail.object_type}\x1f{detail.object_id}"
        if not detail.object_id:
            about = ""
        return self._with_external_id(draft, about), detail

    def _with_all_faults(self, draft: RejectedDraft) -> RejectedDraft:
        """Return a rejected row with what is wrong in its details as well."""
        if not isinstance(draft.raw, Mapping) or None in draft.raw:
            return draft
        detail = self._details.read(draft.raw)
        if isinstance(detail, DetailDraft):
            return draft
        return draft._replace(faults=(*draft.faults, *detail))

    def _with_external_id(self, draft: EventDraft, about: str) -> EventDraft:
        """Return the draft with an external id made of its content, if it has
        none. Events about different objects are different.
        """
        if draft.external_id:
            return draft
        external_id = content_id(draft, 0)
        ordinal = self._equal_rows[external_id + about]
        self._equal_rows[external_id + about] += 1
        if ordinal or about:
            external_id = content_id(draft, ordinal, about)
        return draft._replace(external_id=external_id)
