"""Import reactions: who liked, saved or shared which post, each once, and each
an event as well.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import SourceMapping
from activity.rules.limits import IngestLimits
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from activity.services.ingest_chunks import IngestOutcome
from common.db.statistics import ANALYZE_AFTER_ROWS, refresh_statistics
from common.db.transactions import atomic_with_retry
from common.jobs.queue import Clock, Progress
from common.rules.rows import Row
from community.models import Post, PostFeatures, Reaction
from community.rules.reaction_drafts import ReactionDraft, ReactionRowParser
from community.services.posts import Rows
from community.services.reaction_counts import count_reactions, hold_posts
from members.selectors.identities import known_members, moved_identities

CHUNK_REACTIONS = 1000


def ingest_reactions(
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
    """Store the reaction of every row and its event; reject wrong rows, and
    those of unknown posts, by name.

    `rules` say how the rows of one file are read, if not as the source does.
    `rows()` yields the rows anew each time: events are stored first, reactions
    after them. Both may be sent again, so that an import that was killed is
    completed by the next one. Without `rules` they are read as the source says.
    """
    now = clock()
    rules = rules or source_mapping(source, now=now)
    parser = ReactionRowParser(rules)
    posts = _known_posts(source, parser, rows())
    batch = open_batch(
        source=source,
        channel=channel,
        now=now,
        content=IngestBatch.Content.REACTIONS,
        file_name=file_name,
        sheet=sheet,
        user=user,
        job_id=job_id,
    )
    outcome = ingest_events(
        batch=batch,
        rows=_event_rows(parser, posts, rows()),
        rules=rules,
        clock=clock,
        progress=progress or Progress(None),
        limits=limits,
    )
    # A limit may have stopped the import before the last row.
    received = islice(rows(), batch.received)
    rejected = set(batch.rejected_rows.values_list("line", flat=True))
    while chunk := list(islice(received, CHUNK_REACTIONS)):
        drafts = []
        for line, raw in chunk:
            draft = None if line in rejected else parser.read(raw, line)
            if isinstance(draft, ReactionDraft):
                drafts.append(draft)
        _store(source, drafts, posts)
    if batch.received >= ANALYZE_AFTER_ROWS:
        refresh_statistics(Reaction, PostFeatures)
    return batch, outcome


def _known_posts(
    source: EventSource,
    parser: ReactionRowParser,
    rows: Iterable[Row],
) -> dict[str, int]:
    """Return the ids of the posts of these rows, as far as they are known, by
    external id.
    """
    known: dict[str, int] = {}
    pending = iter(rows)
    while chunk := list(islice(pending, CHUNK_REACTIONS)):
        asked = {parser.post_of(raw) for _line, raw in chunk} - known.keys()
        found = Post.objects.filter(source=source, external_id__in=asked)
        known.update(found.values_list("external_id", "pk"))
    return known


def _event_rows(
    parser: ReactionRowParser,
    posts: dict[str, int],
    rows: Iterable[Row],
) -> Iterator[Row]:
    for line, raw in rows:
        draft = parser.read(raw, line)
        if not isinstance(draft, ReactionDraft):
            yield line, draft
        elif draft.post in posts:
            yield line, raw
        else:
            yield line, parser.without_post(raw, line)


@atomic_with_retry
def _store(
    source: EventSource,
    drafts: list[ReactionDraft],
    posts: dict[str, int],
) -> None:
    """Store reactions and count them in the features of their posts; unknown
    members whom the source refuses have none.
    """
    reacted = {posts[draft.post] for draft in drafts}
    hold_posts(reacted)
    names = {draft.event.member for draft in drafts}
    members = known_members(
        platform=source.member_platform,
        external_ids=names,
    )
    moved = moved_identities(
        platform=source.member_platform,
        external_ids=members,
    )
    reactions = []
    for draft in drafts:
        if draft.event.member in members:
            reaction = Reaction(
                post_id=posts[draft.post],
                member_id=members[draft.event.member],
                kind=draft.kind,
                reacted_at=draft.event.occurred_at,
                moved_identity_id=moved.get(draft.event.member),
            )
            reactions.append(reaction)
    fresh = _without_known(reactions) if moved else reactions
    Reaction.objects.bulk_create(fresh, ignore_conflicts=True)
    count_reactions(reacted)


def _without_known(reactions: list[Reaction]) -> list[Reaction]:
    """Leave out reactions under moved identities that came before the merge:
    those at the very moment of one that is stored.
    """
    posts = {reaction.post_id for reaction in reactions}
    stored = Reaction.objects.filter(post_id__in=posts)
    columns = ("post_id", "member_id", "kind", "reacted_at")
    known = set(stored.values_list(*columns))
    fresh = []
    for reaction in reactions:
        key = tuple(getattr(reaction, name) for name in columns)
        if reaction.moved_identity_id is None or key not in known:
            fresh.append(reaction)
    return fresh


@atomic_with_retry
def keep_reactions(
    *,
    source: EventSource,
    kind: str,
    people: Mapping[str, Collection[str]],
) -> int:
    """Delete the reactions of this kind by others than those who are listed
    for each post (external ids); return how many.

    The events stay: the members did react.
    """
    found = Post.objects.filter(source=source, external_id__in=people)
    posts = dict(found.values_list("pk", "external_id"))
    hold_posts(posts)
    members = known_members(
        platform=source.member_platform,
        external_ids={name for names in people.values() for name in names},
    )
    listed = {
        post: {members.get(name) for name in names}
        for post, names in people.items()
    }
    stored = Reaction.objects.filter(post__in=posts, kind=kind)
    gone = []
    for pk, post, member in stored.values_list("pk", "post_id", "member_id"):
        if member not in listed[posts[post]]:
            gone.append(pk)
    Reaction.objects.filter(pk__in=gone).delete()
    count_reactions(posts)
    return len(gone)
