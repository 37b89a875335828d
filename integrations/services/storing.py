"""Rows that a platform's mapping has made go to where all rows go: members,
circles, posts, reactions and events, in this order.

Every part may be sent again: what is known is counted as known.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from activity.models import EventSource, IngestBatch
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from common.jobs.queue import Clock, Progress
from community.models import Post, Reaction
from community.services.posts import ingest_posts
from community.services.reactions import ingest_reactions
from integrations.models import PlatformCircle
from integrations.rules.rows import MappedRows, Row
from integrations.services.circle_rows import store_circle
from integrations.services.member_rows import store_members
from members.models import MemberIdentity
from members.selectors.identities import known_members

# Columns of mappings that are no columns of imports.
_OWN = ("if_known", "if_new", "number", "reply_to_number", "room")
OUTCOME_COUNTS = (
    "received",
    "accepted",
    "duplicate",
    "changed",
    "ignored",
    "rejected",
)


def store_rows(
    *,
    source: EventSource,
    rows: MappedRows,
    clock: Clock,
    channel: str,
    file_name: str = "",
    user: Any = None,
) -> Counter[str]:
    """Store all rows; return how many were received, accepted, duplicate,
    rejected, ignored and deleted, and how many members are new.
    """
    rows.clean()
    now = clock()
    how = {
        "source": source,
        "channel": channel,
        "file_name": file_name,
        "user": user,
    }
    counts: Counter[str] = Counter()
    counts["ignored"] = rows.ignored.total()
    counts["rejected"] = len(rows.faults)
    platform = source.member_platform
    made, conflicts = store_members(
        platform=platform,
        rows=rows.members,
        now=now,
    )
    counts["members"] = made
    counts["two_members"] = conflicts
    for circle in rows.circles:
        store_circle(source=source, row=circle, now=now)
    counts["circles"] = len(rows.circles)
    _store_posts(rows, counts, clock, how)
    _store_reactions(rows, counts, clock, how)
    _store_events(rows, counts, clock, how)
    return counts


def _store_posts(
    rows: MappedRows,
    counts: Counter[str],
    clock: Clock,
    how: Mapping[str, Any],
) -> None:
    source = how["source"]
    posts = _with_known_counts(source, _with_replies(rows.posts))
    posts = _with_rooms(source, posts)
    _ingest_posts(posts, counts, clock, how)
    # What is taken back may have come in the same rows.
    gone = list(_deletions(source, rows.deleted_posts, clock().isoformat()))
    counts["deleted"] = len(gone)
    _ingest_posts(gone, counts, clock, how)


def _ingest_posts(
    posts: list[Row],
    counts: Counter[str],
    clock: Clock,
    how: Mapping[str, Any],
) -> None:
    if not posts:
        return
    ordered = sorted(posts, key=_moment)
    numbered = list(enumerate(map(_plain, ordered), start=1))
    _count(counts, ingest_posts(rows=lambda: numbered, clock=clock, **how))


def _moment(row: Row) -> str:
    return str(row.get("occurred_at") or "")


def _plain(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _OWN}


def _with_replies(posts: Sequence[Row]) -> list[Row]:
    """Return the posts, with the id of the post that each answers where its
    number in the thread tells it.
    """
    by_number = {}
    for row in posts:
        by_number[row.get("thread"), row.get("number")] = row["external_id"]
    found = []
    for row in posts:
        answered = by_number.get(
            (row.get("thread"), row.get("reply_to_number", "room"))
        )
        has_number = row.get("reply_to_number", "room") and answered
        found.append({**row, "reply_to": answered} if has_number else row)
    return found


def _with_known_counts(source: EventSource, posts: list[Row]) -> list[Row]:
    """Return the posts with their stored number of reactions where the
    platform does not tell any.
    """
    untold = [
        row["external_id"] for row in posts if "reaction_count" not in row
    ]
    stored = Post.objects.filter(source=source, external_id__in=untold)
    known = dict(stored.values_list("external_id", "reaction_count"))
    found = []
    for row in posts:
        count = known.get(row["external_id"])
        is_untold = "reaction_count" not in row and count
        found.append({**row, "reaction_count": count} if is_untold else row)
    return found


def _with_rooms(source: EventSource, posts: list[Row]) -> list[Row]:
    """Return the posts, with the circle of the group in which each was sent."""
    rooms = {row["room"] for row in posts if row.get("room")}
    links = PlatformCircle.objects.filter(source=source, external_id__in=rooms)
    boards = dict(links.values_list("external_id", "circle__name"))
    found = []
    for row in posts:
        board = boards.get(row.get("room", ""))
        found.append({**row, "board": board} if board else row)
    return found


def _deletions(
    source: EventSource,
    external_ids: Sequence[str],
    at: str,
) -> Iterator[Row]:
    """Yield a row for each of these posts that is stored, as deleted."""
    posts = Post.objects.filter(
        source=source,
        external_id__in=list(external_ids),
        is_deleted=False,
    )
    found = {post.external_id: post for post in posts}
    authors = {post.author_id for post in found.values()}
    identities = MemberIdentity.objects.filter(
        member__in=authors,
        platform=source.member_platform,
    )
    names = dict(
        identities.order_by("-pk").values_list("member", "external_id")
    )
    for external_id, post in found.items():
        if post.author_id in names:
            yield {
                "external_id": external_id,
                "member": names[post.author_id],
                "occurred_at": post.posted_at.isoformat(),
                "edited_at": at,
                "thread": post.thread_key,
                "title": post.title,
                "text": post.text,
                "media_count": post.media_count,
                "reaction_count": post.reaction_count,
                "is_deleted": "1",
            }


def _store_reactions(
    rows: MappedRows,
    counts: Counter[str],
    clock: Clock,
    how: Mapping[str, Any],
) -> None:
    new = _new_reactions(how["source"], rows.reactions)
    known = len(rows.reactions) - len(new)
    counts["received"] += known
    counts["duplicate"] += known
    if new:
        numbered = list(enumerate(map(_plain, new), start=1))
        outcome = ingest_reactions(rows=lambda: numbered, clock=clock, **how)
        _count(counts, outcome)


def _new_reactions(source: EventSource, rows: Sequence[Row]) -> list[Row]:
    """Return the reactions without those that are stored and whose moment the
    platform does not know.
    """
    posts = {row["post"] for row in rows}
    stored = Reaction.objects.filter(
        post__source=source,
        post__external_id__in=posts,
    )
    present: set[tuple[Any, ...]] = set(
        stored.values_list("post__external_id", "member", "kind"),
    )
    members = known_members(
        platform=source.member_platform,
        external_ids={row["member"] for row in rows},
    )
    new = []
    for row in rows:
        key = (row["post"], members.get(row["member"]), row["kind"])
        if not row.get("if_new") or key not in present:
            present.add(key)
            new.append(row)
    return new


def _store_events(
    rows: MappedRows,
    counts: Counter[str],
    clock: Clock,
    how: Mapping[str, Any],
) -> None:
    source = how["source"]
    events = _of_known_members(source, rows.events)
    counts["ignored"] += len(rows.events) - len(events)
    if not events:
        return
    batch = open_batch(
        source=source,
        channel=how["channel"],
        now=clock(),
        file_name=how["file_name"],
        user=how["user"],
    )
    outcome = ingest_events(
        batch=batch,
        rows=enumerate(map(_plain, events), start=1),
        rules=source_mapping(source, now=clock()),
        clock=clock,
        progress=Progress(None),
    )
    _count(counts, (batch, outcome))


def _of_known_members(source: EventSource, rows: Sequence[Row]) -> list[Row]:
    """Return the events without those of visitors whom nobody knows."""
    asked = {row["member"] for row in rows if row.get("if_known")}
    known = known_members(
        platform=source.member_platform,
        external_ids=asked,
    )
    return [
        row
        for row in rows
        if not row.get("if_known") or row["member"] in known
    ]


def _count(counts: Counter[str], result: tuple[IngestBatch, Any]) -> None:
    _batch, outcome = result
    for name in OUTCOME_COUNTS:
        counts[name] += getattr(outcome, name)
    counts["members"] += outcome.created_members
