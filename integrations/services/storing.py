"""Rows that a platform's mapping has made go to where all rows go: members,
circles, posts, reactions and events, in this order.

Every part may be sent again: what is known is counted as known.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from activity.models import EventSource, IngestBatch
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from common.jobs.queue import Clock, Progress
from community.models import Reaction
from community.services.posts import ingest_posts
from community.services.reactions import ingest_reactions, keep_reactions
from integrations.rules.rows import MappedRows, Row
from integrations.services.circle_rows import store_circle
from integrations.services.member_rows import store_members
from integrations.services.post_numbers import note_numbers
from integrations.services.post_rows import (
    deletions,
    with_known_counts,
    with_replies,
    with_rooms,
    without_known_places,
)
from members.selectors.identities import known_members

# Columns of mappings that are no columns of imports.
_OWN = (
    "if_known",
    "if_new",
    "if_untold",
    "number",
    "reply_to_number",
    "room",
)
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
    if rows.likers:
        counts["deleted"] += keep_reactions(
            source=source,
            kind=Reaction.Kind.LIKE,
            people={row["post"]: row["members"] for row in rows.likers},
        )
    _store_events(rows, counts, clock, how)
    return counts


def _store_posts(
    rows: MappedRows,
    counts: Counter[str],
    clock: Clock,
    how: Mapping[str, Any],
) -> None:
    source = how["source"]
    posts = with_known_counts(source, with_replies(source, rows.posts))
    posts = with_rooms(source, posts)
    unknown = without_known_places(source, posts)
    counts["received"] += len(posts) - len(unknown)
    counts["duplicate"] += len(posts) - len(unknown)
    _ingest_posts(unknown, counts, clock, how)
    note_numbers(source, unknown)
    # What is taken back may have come in the same rows.
    gone = list(deletions(source, rows.deleted_posts, clock().isoformat()))
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
