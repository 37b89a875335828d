"""Posts for tests, through the one path."""

from datetime import datetime, timedelta
from typing import Any

from activity.models import EventSource, IngestBatch
from activity.services.ingest_chunks import IngestOutcome
from community.services.posts import ingest_posts
from community.services.reactions import ingest_reactions
from tests.conftest import NOW

MORNING = datetime.fromisoformat("2026-05-19T09:00:00+08:00")


def post_row(
    number: int,
    member: str,
    text: str,
    *,
    thread: str = "",
    minutes: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """Return a raw row of a post."""
    at = (MORNING + timedelta(minutes=minutes or number)).isoformat()
    row = {
        "external_id": f"p{number}",
        "member": member,
        "occurred_at": at,
        "thread": thread,
        "text": text,
    }
    return {**row, **more}


def ingest(
    source: EventSource,
    rows: list[Any],
    now: datetime = NOW,
) -> tuple[IngestBatch, IngestOutcome]:
    """Ingest raw rows of posts."""
    return ingest_posts(
        source=source,
        rows=lambda: enumerate(rows, start=1),
        channel=IngestBatch.Channel.COMMAND,
        clock=lambda: now,
    )


def reaction_row(
    member: str,
    kind: str = "like",
    post: str = "p1",
    **more: Any,
) -> dict[str, Any]:
    """Return a raw row of a reaction."""
    at = (NOW - timedelta(hours=1)).isoformat()
    return {
        "external_id": f"{post}-{member}-{kind}",
        "post": post,
        "member": member,
        "occurred_at": at,
        "kind": kind,
        **more,
    }


def react(source: EventSource, rows: list[Any]) -> IngestOutcome:
    """Ingest raw rows of reactions."""
    return ingest_reactions(
        source=source,
        rows=lambda: enumerate(rows, start=1),
        channel="command",
        clock=lambda: NOW,
    )[1]
