"""Posts and replies taken in: stored once, edited and deleted as their source says, each an event as well."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import ReadingRules, RejectedDraft
from activity.services.files import open_rows
from activity.services.ingest import IngestOutcome, Row, ingest_events, open_batch, reading_rules
from common.services.horizons import hold_back_readers
from common.services.jobs import Clock, Progress
from common.services.statistics import MANY_ROWS, refresh_statistics
from community.models import Post, PostReading
from community.rules.post_drafts import PostDraft, PostReader
from community.services.questions import Thread, read_threads_again
from members.models import Member, MemberIdentity
from members.services.directory import known_members, register_members

CHUNK_POSTS = 1000
_CHANGING = ("title", "text", "media_count", "reaction_count", "is_deleted", "is_paid")
Rows = Callable[[], Iterable[Row]]


def take_in_posts(
    *, source: EventSource, rows: Rows, channel: str, clock: Clock, file_name: str = "", user: Any = None,
    progress: Progress | None = None,
) -> tuple[IngestBatch, IngestOutcome]:  # fmt: skip
    """Every row's post stands as the row says, and its event with it; wrong rows are rejected by name.

    `rows()` gives the rows anew each time: posts go first, events after them, both safe to be sent again, so that
    whatever was killed in between is whole after the next delivery.
    """
    now = clock()
    rules = reading_rules(source, now=now)
    reader, pending, joined, count = PostReader(rules), iter(rows()), 0, 0
    while chunk := list(islice(pending, CHUNK_POSTS)):
        strangers, changed = _store_posts(source, [reader.read(raw, line) for line, raw in chunk], now)
        joined += strangers
        read_threads_again(changed)
        count += len(chunk)
    if count >= MANY_ROWS:
        refresh_statistics(Post, Member, MemberIdentity)
    batch = open_batch(source=source, channel=channel, now=now, file_name=file_name, user=user)
    outcome = ingest_events(
        batch=batch,
        rows=_event_rows(reader, rows()),
        rules=_rules_of_events(rules),
        clock=clock,
        progress=progress or Progress(None),
    )
    outcome.created_members = batch.created_members = joined
    batch.save(update_fields=["created_members"])
    return batch, outcome


def take_in_post_file(*, source: EventSource, path: Path, clock: Clock, progress: Progress) -> IngestBatch:
    """The posts of a CSV or NDJSON file are in. Errors: ReaderError when no row can be read."""
    columns = {**source.columns, "kind": source.columns.get("member", "member")}
    return take_in_file(take_in_posts, source=source, path=path, columns=columns, clock=clock, progress=progress)


def take_in_file(
    take_in: Callable[..., tuple[IngestBatch, IngestOutcome]], *, source: EventSource, path: Path,
    columns: Mapping[str, str], clock: Clock, progress: Progress,
) -> IngestBatch:  # fmt: skip
    """The rows of a file, which has these columns, are in. Errors: ReaderError when no row can be read."""

    def rows() -> Iterator[Row]:
        with open_rows(path, columns) as (opened, _position):
            yield from opened

    channel = IngestBatch.Channel.COMMAND
    batch, _outcome = take_in(
        source=source, rows=rows, channel=channel, clock=clock, file_name=path.name, progress=progress
    )
    return batch


def _rules_of_events(rules: ReadingRules) -> ReadingRules:
    return rules._replace(columns={**rules.columns, "kind": "\x00kind"}, kinds={})


def _event_rows(reader: PostReader, rows: Iterable[Row]) -> Iterator[Row]:
    for line, raw in rows:
        draft = reader.read(raw, line)
        yield line, draft if isinstance(draft, RejectedDraft) else reader.event_row(raw)


@transaction.atomic
def _store_posts(
    source: EventSource, read: Iterable[PostDraft | RejectedDraft], now: datetime
) -> tuple[int, set[Thread]]:
    """The posts stand as read; returns how many of their authors are new, and the threads with changed posts."""
    hold_back_readers(Post)
    drafts = {draft.event.external_id: draft for draft in read if isinstance(draft, PostDraft)}
    authors, joined = _authors_of(source, {draft.event.member for draft in drafts.values()}, now)
    known = {post.external_id: post for post in Post.objects.filter(source=source, external_id__in=list(drafts))}
    fresh = [
        _new_post(source, draft, authors[draft.event.member])
        for external_id, draft in drafts.items()
        if external_id not in known and draft.event.member in authors
    ]
    Post.objects.bulk_create(fresh, ignore_conflicts=True)
    own = [post for post in known.values() if _is_of(post, drafts[post.external_id], authors)]
    changed = [post for post in own if _change_post(post, drafts[post.external_id], now)]
    Post.objects.bulk_update(changed, [*_CHANGING, "edited_at"], batch_size=500)
    PostReading.objects.filter(post__in=[post.pk for post in changed if post.is_deleted]).delete()
    return joined, {(post.source_id, post.thread_key) for post in changed}


def _is_of(post: Post, draft: PostDraft, authors: dict[str, int]) -> bool:
    """Tell whether a row speaks of this very post: an id used again for another one changes nothing."""
    return authors.get(draft.event.member) == post.author_id and draft.event.occurred_at == post.posted_at


def _authors_of(source: EventSource, names: set[str], now: datetime) -> tuple[dict[str, int], int]:
    known = known_members(platform=source.member_platform, external_ids=names)
    if source.unknown_members == EventSource.UnknownMembers.REFUSE:
        return known, 0
    strangers = [{"external_id": name} for name in sorted(names - known.keys())]
    made = register_members(drafts=strangers, platform=source.member_platform, now=now)
    return {**known, **made}, len(strangers)


def _new_post(source: EventSource, draft: PostDraft, author_id: int) -> Post:
    return Post(
        source=source,
        external_id=draft.event.external_id,
        thread_key=draft.thread_key,
        author_id=author_id,
        title=draft.title,
        text=draft.text,
        posted_at=draft.event.occurred_at,
        media_count=draft.media_count,
        reaction_count=draft.reaction_count,
        is_deleted=draft.is_deleted,
        is_paid=draft.is_paid,
    )


def _change_post(post: Post, draft: PostDraft, now: datetime) -> bool:
    """The post is as its source says now; returns whether anything changed. Who wrote it and when never does."""
    is_edited = (post.title, post.text) != (draft.title, draft.text)
    changed = [name for name in _CHANGING if getattr(post, name) != getattr(draft, name)]
    for name in changed:
        setattr(post, name, getattr(draft, name))
    if is_edited:
        post.edited_at = now
    return bool(changed)
