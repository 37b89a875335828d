"""A small community's raw events for tests, the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from activity.models import EventSource, IngestBatch
from activity.selectors.sources import source_mapping
from activity.services.ingest import ingest_events, open_batch
from activity.services.ingest_chunks import IngestOutcome
from common.jobs.queue import Progress
from tests.conftest import NOW

KINDS = (
    "login",
    "view",
    "like",
    "comment",
    "post",
    "event_attend",
    "background_refresh",
)


def raw_events(
    *,
    members: int,
    count: int,
    last: date,
    days: int,
    seed: int = 1,
) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    end = datetime(last.year, last.month, last.day, 15, 59, tzinfo=UTC)
    return [
        {
            "external_id": f"e{n}",
            "member": f"u{int(random.integers(members))}",
            "occurred_at": (
                end - timedelta(seconds=int(random.integers(days * 86_400)))
            ).isoformat(),
            "kind": str(random.choice(KINDS)),
            "quantity": int(random.integers(1, 4)),
        }
        for n in range(count)
    ]


def ingest(
    source: EventSource,
    rows: list[Any],
    now: datetime = NOW,
) -> tuple[IngestBatch, IngestOutcome]:
    """Ingest raw rows through the one path."""
    batch = open_batch(
        source=source,
        channel=IngestBatch.Channel.COMMAND,
        now=now,
    )
    outcome = ingest_events(
        batch=batch,
        rows=enumerate(rows, start=1),
        rules=source_mapping(source, now=now),
        clock=lambda: now,
        progress=Progress(None),
    )
    return batch, outcome
