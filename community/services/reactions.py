"""Reactions taken in: who liked, saved or shared which post, each once, and each an event as well."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from activity.models import EventSource, IngestBatch
from activity.services.ingest import IngestOutcome, Row, ingest_events, open_batch, reading_rules
from common.services.jobs import Clock, Progress
from common.services.statistics import MANY_ROWS, refresh_statistics
from community.models import Post, PostReading, Reaction
from community.rules.reaction_drafts import ReactionDraft, ReactionReader
from community.services.posts import Rows, take_in_file
from community.services.readings import count_reactions, hold_posts
from members.services.directory import known_members

CHUNK_REACTIONS = 1000


def take_in_reactions(
    *, source: EventSource, rows: Rows, channel: str, clock: Clock, file_name: str = "", user: Any = None,
    progress: Progress | None = None,
) -> tuple[IngestBatch, IngestOutcome]:  # fmt: skip
    """Every row's reaction stands, and its event with it; wrong rows, and those of posts that are not known, are
    rejected by name.

    `rows()` gives the rows anew each time: events go first, reactions after them, both safe to be sent again, so that
    whatever was killed in between is whole after the next delivery.
    """
    now = clock()
    rules = reading_rules(source, now=now)
    reader = ReactionReader(rules)
    posts = _known_posts(source, reader, rows())
    batch = open_batch(source=source, channel=channel, now=now, file_name=file_name, user=user)
    outcome = ingest_events(
        batch=batch,
        rows=_event_rows(reader, posts, rows()),
        rules=rules,
        clock=clock,
        progress=progress or Progress(None),
    )
    pending, refused = iter(rows()), set(batch.rejected_rows.values_list("line", flat=True))
    while chunk := list(islice(pending, CHUNK_REACTIONS)):
        read = (reader.read(raw, line) for line, raw in chunk if line not in refused)
        _store(source, [one for one in read if isinstance(one, ReactionDraft)], posts)
    if batch.received >= MANY_ROWS:
        refresh_statistics(Reaction, PostReading)
    return batch, outcome


def take_in_reaction_file(*, source: EventSource, path: Path, clock: Clock, progress: Progress) -> IngestBatch:
    """The reactions of a CSV or NDJSON file are in. Errors: ReaderError when no row can be read."""
    return take_in_file(
        take_in_reactions, source=source, path=path, columns=source.columns, clock=clock, progress=progress
    )


def _known_posts(source: EventSource, reader: ReactionReader, rows: Iterable[Row]) -> dict[str, int]:
    """Return the keys of the posts that these rows speak of, as far as the source has sent them."""
    known: dict[str, int] = {}
    pending = iter(rows)
    while chunk := list(islice(pending, CHUNK_REACTIONS)):
        asked = {reader.post_of(raw) for _line, raw in chunk} - known.keys()
        found = Post.objects.filter(source=source, external_id__in=asked)
        known.update(found.values_list("external_id", "pk"))
    return known


def _event_rows(reader: ReactionReader, posts: dict[str, int], rows: Iterable[Row]) -> Iterator[Row]:
    for line, raw in rows:
        draft = reader.read(raw, line)
        if isinstance(draft, ReactionDraft):
            yield line, raw if draft.post in posts else reader.without_post(raw, line)
        else:
            yield line, draft


@transaction.atomic
def _store(source: EventSource, drafts: list[ReactionDraft], posts: dict[str, int]) -> None:
    """The reactions stand, and the readings of their posts say who reacted; strangers who were refused have none."""
    reacted = {posts[draft.post] for draft in drafts}
    hold_posts(reacted)
    members = known_members(platform=source.member_platform, external_ids={draft.event.member for draft in drafts})
    Reaction.objects.bulk_create(
        (
            Reaction(
                post_id=posts[draft.post],
                member_id=members[draft.event.member],
                kind=draft.kind,
                reacted_at=draft.event.occurred_at,
            )
            for draft in drafts
            if draft.event.member in members
        ),
        ignore_conflicts=True,
    )
    count_reactions(reacted)
