"""Import posts and replies: stored once, edited and deleted as their source
says, each an event as well.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import SourceMapping
from activity.rules.limits import IngestLimits
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from activity.services.ingest_chunks import IngestOutcome
from common.db.statistics import ANALYZE_AFTER_ROWS, refresh_statistics
from common.jobs.queue import Clock, Progress
from common.rules.rows import RejectedDraft, Row
from community.models import Post
from community.rules.openers import EARLIEST
from community.rules.post_drafts import KIND_COLUMN, PostRowParser
from community.rules.post_fields import PostDraft, names_thread
from community.services.chat_threads import may_be_chat
from community.services.history_notes import OLD_POSTS, finish_notes
from community.services.post_store import StoredPosts, store_posts
from community.services.questions import rescan_changed_threads
from community.services.thread_openers import Thread
from members.models import Member, MemberIdentity

CHUNK_POSTS = 1000
Rows = Callable[[], Iterable[Row]]


def ingest_posts(
    *,
    source: EventSource,
    rows: Rows,
    channel: str,
    clock: Clock,
    file_name: str = "",
    sheet: str = "",
    user: Any = None,
    progress: Progress | None = None,
    limits: IngestLimits | None = None,
    rules: SourceMapping | None = None,
    job_id: int | None = None,
) -> tuple[IngestBatch, IngestOutcome]:
    """Store the post of every row and its event; reject wrong rows by name.

    `rules` say how the rows of one file are read, if not as the source does.
    `rows()` yields the rows anew each time: posts are stored first, events
    after them. Both may be sent again, so that an import that was killed is
    completed by the next one. Without `rules` they are read as the source says.
    """
    now = clock()
    rules = rules or source_mapping(source, now=now)
    parser = PostRowParser(rules)
    posts = _PostImport(source, parser, now)
    # Opened first: posts are classified while the rest of them still comes.
    batch = open_batch(
        source=source,
        channel=channel,
        now=now,
        content=IngestBatch.Content.POSTS,
        file_name=file_name,
        sheet=sheet,
        user=user,
        job_id=job_id,
    )
    posts.find_chat(rows(), rules)
    posts.store(rows())
    outcome = ingest_events(
        batch=batch,
        rows=posts.event_rows(rows()),
        rules=_rules_of_events(rules),
        clock=clock,
        progress=progress or Progress(None),
        limits=limits,
        changed_lines=posts.changed_lines,
    )
    outcome.created_members = posts.created_members
    batch.created_members = posts.created_members
    batch.save(update_fields=["created_members"])
    finish_notes(batch, posts.notes())
    return batch, outcome


def _rules_of_events(rules: SourceMapping) -> SourceMapping:
    return rules._replace(
        columns={**rules.columns, "kind": KIND_COLUMN},
        kinds={},
    )


class _PostImport:
    """Stores the posts of all rows of an import, and turns the rows into those
    of their events.
    """

    def __init__(
        self,
        source: EventSource,
        parser: PostRowParser,
        now: datetime,
    ) -> None:
        self._source = source
        self._parser = parser
        self._now = now
        self._opening: dict[Thread, str] = {}
        self._places: dict[Thread, int | None] = {}
        self._historic = 0
        self._is_chat = False
        self._stored = 0
        self._refused: set[int] = set()
        self.created_members = 0
        self.changed_lines: set[int] = set()

    def find_chat(self, rows: Iterable[Row], rules: SourceMapping) -> None:
        """Note whether these rows are messages of a chat: as the source says;
        else where none of them names a thread, a title or what it answers.
        """
        if self._source.threads != EventSource.Threads.AUTO:
            declared = self._source.threads == EventSource.Threads.CHAT
            self._is_chat = declared
            return
        for _line, raw in rows:
            if names_thread(raw, rules.columns):
                return
        self._is_chat = may_be_chat(self._source)

    def store(self, rows: Iterable[Row]) -> None:
        """Store the posts of all rows, chunk by chunk."""
        count = 0
        pending = iter(rows)
        while chunk := list(islice(pending, CHUNK_POSTS)):
            for drafts in self._rounds(chunk):
                self._store(drafts)
            count += len(chunk)
        if count >= ANALYZE_AFTER_ROWS:
            refresh_statistics(Post, Member, MemberIdentity)

    def _rounds(self, rows: Iterable[Row]) -> list[dict[str, PostDraft]]:
        """Return the drafts of rows by external id; several of one post, which
        are taken one after the other, in several rounds.
        """
        rounds: list[dict[str, PostDraft]] = []
        seen: dict[str, list[PostDraft]] = {}
        for line, raw in rows:
            draft = self._parser.read(raw, line)
            if isinstance(draft, RejectedDraft):
                self._refused.add(line)
                continue
            external_id = draft.event.external_id
            before = seen.setdefault(external_id, [])
            if any(draft.says_the_same(one) for one in before):
                continue
            if len(before) == len(rounds):
                rounds.append({})
            rounds[len(before)][external_id] = draft
            before.append(draft)
        return rounds

    def _store(self, drafts: dict[str, PostDraft]) -> None:
        stored = store_posts(
            source=self._source,
            drafts=drafts,
            now=self._now,
            is_chat=self._is_chat,
        )
        self._stored += len(drafts)
        self._note(stored)
        rescan_changed_threads(stored.changed_threads)

    def _note(self, stored: StoredPosts) -> None:
        self.created_members += stored.created_members
        self._historic += stored.historic
        self.changed_lines |= stored.changed_lines
        self._opening.update(stored.opening)
        self._places.update(stored.places)

    def event_rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows as those of events: what opens a thread is a post,
        anything else a reply. They have been read before, so only those that
        were refused are read again, for their faults.
        """
        opening = set(self._opening.values())
        for line, raw in rows:
            if line in self._refused:
                yield line, self._parser.read(raw, line)
                continue
            is_opening = self._parser.id_of(raw) in opening
            yield line, self._parser.event_row(raw, is_opening=is_opening)

    def notes(self) -> list[dict[str, Any]]:
        """Return what the sender should know: of posts that were history when
        they came, and of threads without the post that opens them, or whose
        post was found by its time only, though most others name it.
        """
        without = 0
        by_time = 0
        for place in self._places.values():
            without += place is None
            by_time += place == EARLIEST
        named = len(self._places) - without - by_time
        notes: list[dict[str, Any]] = []
        if self._historic:
            notes.append({"code": OLD_POSTS, "count": self._historic})
        joined = self._is_chat and len(self._places) < self._stored
        if joined:
            count = len(self._places)
            notes.append({"code": "conversations", "count": count})
        if without:
            notes.append({"code": "no_opening_post", "count": without})
        if 0 < by_time < named:
            notes.append({"code": "opening_post_by_time", "count": by_time})
        return notes
