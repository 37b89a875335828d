"""Chunks of rows are stored, and every row of them is accounted for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F

from activity.models import ActivityEvent, EventSource, IngestBatch
from activity.rules.drafts import EventRowParser
from activity.rules.ignored import add_kinds
from activity.rules.limits import IngestLimits, stop_reason
from activity.services.arrivals import note_arrivals
from activity.services.chunk_reading import Chunk
from activity.services.event_details import store_details
from activity.services.event_store import (
    drop_incoming_of_unknown_members,
    incoming_reusing_ids,
    incoming_unknown_members,
    load_incoming,
    note_moved_identities,
    save_rejected_rows,
    store_incoming,
)
from common.db.committed_ids import hold_back_readers
from common.db.transactions import atomic_with_retry
from common.rules.rows import Fault, RejectedDraft
from members.models import MemberIdentity
from members.services.directory import named_drafts, register_members

MAX_REPORTED = 10_000


@dataclass
class IngestOutcome:
    """What became of the rows of an import."""

    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    changed: int = 0
    ignored: int = 0
    rejected: int = 0
    created_members: int = 0
    first_rejected: list[RejectedDraft] = field(default_factory=list)

    def add(self, other: "IngestOutcome") -> None:
        """Add the counts of another outcome, and its rejected rows up to MAX_REPORTED."""
        self.received += other.received
        self.accepted += other.accepted
        self.duplicate += other.duplicate
        self.changed += other.changed
        self.ignored += other.ignored
        self.rejected += other.rejected
        self.created_members += other.created_members
        room = MAX_REPORTED - len(self.first_rejected)
        self.first_rejected.extend(other.first_rejected[:room])


class _StoredEvents(NamedTuple):
    """What became of a chunk's drafts; lines of events that were refused."""

    accepted: int
    created_members: int = 0
    of_unknown_members: tuple[int, ...] = ()
    with_reused_ids: tuple[int, ...] = ()


class ChunkWriter:
    """Stores the chunks of a batch; counts its rejected rows against the limits."""

    def __init__(
        self,
        batch: IngestBatch,
        parser: EventRowParser,
        *,
        now: datetime,
        limits: IngestLimits,
        changed_lines: Collection[int] = (),
    ) -> None:
        self._batch = batch
        self._parser = parser
        self._now = now
        self._limits = limits
        self._changed_lines = changed_lines

    def stop_reason(self) -> str:
        """Return why no further row may be stored, "" if it may."""
        batch = self._batch
        taken = batch.accepted + batch.duplicate + batch.changed
        return stop_reason(
            self._limits,
            taken=taken,
            rejected=batch.rejected,
        )

    def store(self, chunk: Chunk) -> IngestOutcome:
        """Store the chunk's events and rejected rows, and account for every row of it."""
        outcome = self._store(chunk)
        batch = self._batch
        batch.received += outcome.received
        batch.accepted += outcome.accepted
        batch.duplicate += outcome.duplicate
        batch.changed += outcome.changed
        batch.rejected += outcome.rejected
        batch.ignored_kinds = add_kinds(batch.ignored_kinds, chunk.ignored)
        return outcome

    @atomic_with_retry
    def _store(self, chunk: Chunk) -> IngestOutcome:
        hold_back_readers(ActivityEvent)
        load_incoming(chunk.encoded, count=len(chunk.drafts))
        stored = self._store_events(chunk)
        if stored.accepted:
            self._note_moved_identities()
            note_arrivals(self._batch.source.member_platform)
            store_details(self._batch, chunk.details)
        refused = list(self._refused(chunk, stored))
        rejected = sorted(
            [*chunk.rejected, *refused],
            key=lambda row: row.line,
        )
        save_rejected_rows(batch=self._batch, rejected=rejected)
        known = len(chunk.drafts) - stored.accepted - len(refused)
        changed = min(known, self._count_changed(chunk))
        outcome = IngestOutcome(
            received=len(chunk.rows),
            accepted=stored.accepted,
            duplicate=known - changed,
            changed=changed,
            ignored=chunk.ignored.total(),
            rejected=len(rejected),
            created_members=stored.created_members,
            first_rejected=rejected,
        )
        self._account(outcome, chunk)
        return outcome

    def _count_changed(self, chunk: Chunk) -> int:
        """Return how many rows of the chunk changed something known."""
        if not self._changed_lines:
            return 0
        return sum(draft.line in self._changed_lines for draft in chunk.drafts)

    def _store_events(self, chunk: Chunk) -> _StoredEvents:
        """Store the incoming events, with new members where the source allows it.

        Most chunks hold only new events of known members, so the causes are
        looked up only if some events were left.
        """
        platform = self._batch.source.member_platform
        count = len(chunk.drafts)
        accepted = store_incoming(platform)
        if accepted == count:
            return _StoredEvents(accepted)
        created, refused = self._settle_members(chunk.nicknames)
        if created:
            accepted += store_incoming(platform)
        reused: list[int] = []
        if accepted < count - len(refused):
            content = self._batch.content
            reused = incoming_reusing_ids(
                platform,
                are_posts=content == IngestBatch.Content.POSTS,
            )
        return _StoredEvents(accepted, created, tuple(refused), tuple(reused))

    def _settle_members(
        self,
        nicknames: Mapping[str, str],
    ) -> tuple[int, list[int]]:
        """Create the unknown members, or drop their events; return how many
        were created and the lines that were dropped.
        """
        source = self._batch.source
        platform = source.member_platform
        if source.unknown_members == EventSource.UnknownMembers.REFUSE:
            return 0, drop_incoming_of_unknown_members(platform)
        unknown_members = incoming_unknown_members(platform)
        if not unknown_members:
            return 0, []
        names = {key: nicknames.get(key, "") for key in unknown_members}
        register_members(
            drafts=named_drafts(names),
            platform=platform,
            now=self._now,
        )
        return len(unknown_members), []

    def _note_moved_identities(self) -> None:
        platform = self._batch.source.member_platform
        if MemberIdentity.objects.moved_by_merge(platform).exists():
            note_moved_identities(platform)

    def _refused(
        self,
        chunk: Chunk,
        stored: _StoredEvents,
    ) -> Iterator[RejectedDraft]:
        """Yield the drafts that the database did not take, as rejected rows."""
        causes = [
            ("unknown_member", "member", stored.of_unknown_members),
            ("id_reused", "external_id", stored.with_reused_ids),
        ]
        if not any(lines for _code, _field, lines in causes):
            return
        raws = dict(chunk.rows)
        drafts = {draft.line: draft for draft in chunk.drafts}
        for code, field_name, lines in causes:
            column = self._parser.column_of(field_name)
            for line in lines:
                value = getattr(drafts[line], field_name)
                fault = Fault(code, column, value)
                yield RejectedDraft(line, (fault,), raws[line])

    def _account(self, outcome: IngestOutcome, chunk: Chunk) -> None:
        changes: dict[str, Any] = {
            "received": F("received") + outcome.received,
            "accepted": F("accepted") + outcome.accepted,
            "duplicate": F("duplicate") + outcome.duplicate,
            "changed": F("changed") + outcome.changed,
            "ignored": F("ignored") + outcome.ignored,
            "rejected": F("rejected") + outcome.rejected,
            "created_members": F("created_members") + outcome.created_members,
        }
        if chunk.ignored:
            changes["ignored_kinds"] = add_kinds(
                self._batch.ignored_kinds,
                chunk.ignored,
            )
        IngestBatch.objects.filter(pk=self._batch.pk).update(**changes)
