"""Runs of connections: fetch what is new, make rows of what was delivered,
and note what came of it.

A cursor moves after the rows that it covers are stored, and rows that come
again change nothing, so a run that is killed loses and doubles nothing. One
worker at a time runs a connection.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any

from django.db.models import F

from common.db.locks import exclusive
from common.db.transactions import atomic_with_retry
from common.errors import DomainError
from common.jobs.queue import Clock
from integrations.models import Connection, ConnectionCursor, ConnectionRun
from integrations.platforms import Platform
from integrations.rules.backoff import wait_after
from integrations.rules.cleaning import clean_value
from integrations.rules.rows import FAULTS_KEPT, MappedRows, PullFault
from integrations.selectors.pulling import Pulling
from integrations.services.connections import find_platform
from integrations.services.deliveries import (
    forget_deliveries,
    read_deliveries,
)
from integrations.services.row_storage import store_page, store_read

logger = logging.getLogger(__name__)
BETWEEN_RUNS = timedelta(minutes=5)
# A run gives way to other connections after so many steps.
STEPS_OF_A_RUN = 500
RUNS_KEPT = 200


def run_due_connections(*, clock: Clock) -> int:
    """Run each connection that is due; return how many ran."""
    ran = 0
    for connection in Connection.objects.due(clock()).order_by("pk"):
        with exclusive(f"connection:{connection.pk}") as is_free:
            if is_free:
                _run_noting_faults(connection, clock)
                ran += 1
    forget_deliveries(now=clock())
    return ran


def _run_noting_faults(connection: Connection, clock: Clock) -> None:
    """Run a connection; whatever happens to it is noted, and stops no other."""
    try:
        run_connection(connection=connection, clock=clock)
    except Exception as error:  # noqa: BLE001 - logged by _fault_of
        _note_failure(connection, _fault_of(error), clock())


def _fault_of(error: Exception) -> PullFault:
    """Return the fault that a run ends with; one that nobody foresaw is logged."""
    if isinstance(error, PullFault):
        return error
    if isinstance(error, DomainError):
        return PullFault("platform_error", str(error.message))
    logger.error("A run of a connection failed", exc_info=error)
    return PullFault("bad_answer", f"{type(error).__name__}: {error}")


def try_platform(connection: Connection, now: datetime) -> None:
    """Ask the platform for something small. Errors: PullFault."""
    platform = find_platform(connection.platform)
    if platform.try_connection is None:
        return
    try:
        platform.try_connection(pulling_of(connection, now))
    except Exception as error:
        fault = _fault_of(error)
        raise fault from error


def run_connection(*, connection: Connection, clock: Clock) -> None:
    """Store what was delivered, then fetch what is new if that is due."""
    platform = find_platform(connection.platform)
    _store_deliveries(connection, platform, clock)
    connection.refresh_from_db()
    due_at = connection.next_run_at
    if platform.pull is None or due_at is None or due_at > clock():
        return
    _pull(connection, platform, clock)


def _store_deliveries(
    connection: Connection,
    platform: Platform,
    clock: Clock,
) -> None:
    started = clock()
    found = read_deliveries(connection, platform)
    if not found:
        return
    total, rows = store_read(connection, found, clock)
    _note_success(connection, clock())
    _log(connection, ConnectionRun.Channel.PUSH, started, clock(), total, rows)


def pulling_of(connection: Connection, now: datetime) -> Pulling:
    """Return what a pull of this connection has at hand."""
    cursors = dict(connection.cursors.values_list("name", "value"))
    return Pulling(
        base_url=connection.base_url,
        options=connection.options,
        secrets=connection.secrets,
        cursors=cursors,
        now=now,
        source=connection.source,
        memory={"name": str(connection.key)},
    )


def _pull(connection: Connection, platform: Platform, clock: Clock) -> None:
    started = clock()
    pulling = pulling_of(connection, started)
    total: Counter[str] = Counter()
    kept = MappedRows()
    fault: PullFault | None = None
    is_whole = False
    try:
        is_whole = _take_steps(
            connection, platform, pulling, total, kept, clock
        )
    except Exception as error:  # noqa: BLE001 - logged by _fault_of
        fault = _fault_of(error)
    finished = clock()
    if fault is None:
        _note_success(connection, finished)
        _plan(
            connection, finished + (BETWEEN_RUNS if is_whole else timedelta(0))
        )
    else:
        _note_failure(connection, fault, finished)
    channel = ConnectionRun.Channel.PULL
    _log(connection, channel, started, finished, total, kept, fault)


def _take_steps(
    connection: Connection,
    platform: Platform,
    pulling: Pulling,
    total: Counter[str],
    kept: MappedRows,
    clock: Clock,
) -> bool:
    """Store each step and move its cursors; return whether the pull reached
    its end.
    """
    assert platform.pull is not None  # noqa: S101 - the caller has asked
    for number, step in enumerate(platform.pull(pulling), start=1):
        counts, rows = store_page(connection, step.rows, clock)
        _move_cursors(connection, step.cursors, clock())
        pulling.cursors.update(step.cursors)
        total += counts
        kept.faults += rows.faults[:FAULTS_KEPT]
        kept.ignored += rows.ignored
        if number >= STEPS_OF_A_RUN or _is_paused(connection):
            return False
    return True


def _is_paused(connection: Connection) -> bool:
    state = Connection.State.PAUSED
    return Connection.objects.filter(pk=connection.pk, state=state).exists()


@atomic_with_retry
def _move_cursors(
    connection: Connection,
    cursors: Mapping[str, Any],
    now: datetime,
) -> None:
    for name, value in cursors.items():
        ConnectionCursor.objects.update_or_create(
            connection=connection,
            name=name,
            defaults={"value": clean_value(value), "updated_at": now},
        )


def _note_success(connection: Connection, now: datetime) -> None:
    rows = Connection.objects.filter(pk=connection.pk)
    rows.update(
        last_run_at=now,
        last_success_at=now,
        last_error="",
        last_error_detail="",
        failures=0,
    )
    rows.exclude(state=Connection.State.PAUSED).update(
        state=Connection.State.OK,
    )


def _plan(connection: Connection, at: datetime) -> None:
    Connection.objects.filter(pk=connection.pk).update(next_run_at=at)


def _note_failure(
    connection: Connection,
    fault: PullFault,
    now: datetime,
) -> None:
    """Note the fault, and wait longer after each failure."""
    wait = wait_after(
        connection.failures + 1,
        jitter=SystemRandom().random(),
        retry_after=fault.retry_after,
    )
    rows = Connection.objects.filter(pk=connection.pk)
    rows.update(
        last_run_at=now,
        last_error=fault.code,
        last_error_detail=fault.detail,
        failures=F("failures") + 1,
        next_run_at=now + wait,
    )
    rows.exclude(state=Connection.State.PAUSED).update(
        state=Connection.State.FAILING,
    )


def _log(
    connection: Connection,
    channel: str,
    started: datetime,
    finished: datetime,
    total: Counter[str],
    rows: MappedRows,
    fault: PullFault | None = None,
) -> None:
    """Keep a row of a run that brought something or failed, and the latest
    RUNS_KEPT of them.
    """
    if fault is None and not (total.total() or rows.faults or rows.ignored):
        return
    ConnectionRun.objects.create(
        connection=connection,
        channel=channel,
        started_at=started,
        finished_at=finished,
        counts={**total, "reasons": dict(rows.ignored)},
        faults=[fault._asdict() for fault in rows.faults[:FAULTS_KEPT]],
        error=fault.code if fault else "",
        error_detail=fault.detail if fault else "",
    )
    runs = ConnectionRun.objects.filter(connection=connection)
    oldest = runs.values_list("pk", flat=True)[RUNS_KEPT : RUNS_KEPT + 1]
    for pk in list(oldest):
        runs.filter(pk__lte=pk).delete()
