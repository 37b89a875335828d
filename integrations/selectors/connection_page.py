"""What the page of a connection shows: its log, its cursors, and how far
behind it is.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count

from integrations.labels import COUNT_LABELS, FAULT_LABELS, IGNORED_LABELS
from integrations.models import (
    WAITING_KEPT,
    Connection,
    ConnectionRun,
    Delivery,
)

SHOWN_RUNS = 50
SHOWN_FAULTS = 10


class ShownRun(NamedTuple):
    """A run with its counts in words."""

    run: ConnectionRun
    error: str
    counts: list[tuple[str, int]]
    reasons: list[tuple[str, int]]
    faults: list[dict[str, str]]


def read_page(connection: Connection, now: datetime) -> dict[str, Any]:
    """Return the last error in words, runs, cursors, the deliveries that wait,
    failed or expired, and the hours since the newest row.
    """
    states = connection.deliveries.order_by().values_list("state")
    counts = dict(states.annotate(Count("pk")))
    lag = None
    if connection.newest_row_at is not None:
        lag = (now - connection.newest_row_at).total_seconds() / 3600
    return {
        "error": fault_text(connection.last_error),
        "runs": [_shown(run) for run in connection.runs.all()[:SHOWN_RUNS]],
        "cursors": list(connection.cursors.all()),
        "waiting": counts.get(Delivery.State.WAITING, 0),
        "failed": counts.get(Delivery.State.FAILED, 0),
        "expired": counts.get(Delivery.State.EXPIRED, 0),
        "expires_at": _first_expiry(connection),
        "lag_hours": lag,
    }


def _first_expiry(connection: Connection) -> datetime | None:
    """Return when the oldest delivery expires that waits for a paused
    connection, None if none does.
    """
    if not connection.is_paused:
        return None
    waiting = connection.deliveries.filter(state=Delivery.State.WAITING)
    oldest = waiting.order_by("received_at").first()
    return oldest.received_at + WAITING_KEPT if oldest else None


def _shown(run: ConnectionRun) -> ShownRun:
    counts = []
    for name, label in COUNT_LABELS.items():
        if run.counts.get(name):
            counts.append((str(label), run.counts[name]))
    reasons = []
    for name, count in run.counts.get("reasons", {}).items():
        reasons.append((str(IGNORED_LABELS.get(name, name)), count))
    return ShownRun(
        run, fault_text(run.error), counts, reasons, run.faults[:SHOWN_FAULTS]
    )


def fault_text(code: str) -> str:
    """Return a fault in words, "" for none."""
    if code:
        return str(FAULT_LABELS.get(code, code))
    return ""
