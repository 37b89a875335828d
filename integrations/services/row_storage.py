"""Rows that arrived are stored; what cannot be stored is refused by itself and
must not keep the others waiting.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import InterfaceError, OperationalError

from activity.models import IngestBatch
from common.errors import DomainError
from common.jobs.queue import Clock
from integrations.models import Connection, Delivery
from integrations.rules.moments import read
from integrations.rules.rows import ROW_LISTS, MappedRows
from integrations.services.deliveries import ReadDelivery, mark_deliveries
from integrations.services.storing import store_rows

logger = logging.getLogger(__name__)
# Faults of the database or of the whole connection, not of a delivery.
CONNECTION_ERRORS = (DomainError, OperationalError, InterfaceError)


def store_received(
    connection: Connection,
    rows: MappedRows,
    clock: Clock,
    channel: str,
) -> Counter[str]:
    """Store rows, and note the moment of the newest; return their counts."""
    counts = store_rows(
        source=connection.source,
        rows=rows,
        clock=clock,
        channel=channel,
        file_name=connection.name,
    )
    newest = _newest(rows, clock())
    if newest is not None:
        older = Connection.objects.filter(pk=connection.pk)
        older = older.exclude(newest_row_at__gte=newest)
        older.update(newest_row_at=newest)
    return counts


def store_page(
    connection: Connection,
    rows: MappedRows,
    clock: Clock,
) -> tuple[Counter[str], MappedRows]:
    """Store the rows of a fetched page, and refuse those that cannot be stored;
    return the counts, and the rows with what was refused.
    """
    channel = IngestBatch.Channel.PULL
    try:
        return store_received(connection, rows, clock, channel), rows
    except CONNECTION_ERRORS:
        raise
    except Exception:
        logger.exception("A page of %s is stored in halves", connection.pk)
    good = MappedRows(ignored=rows.ignored, faults=[*rows.faults])
    counts = _store_halves(connection, rows, clock, good)
    # A reply may have been in another half than the post that it answers.
    store_received(connection, good, clock, channel)
    counts["ignored"] += rows.ignored.total()
    counts["rejected"] += len(rows.faults)
    return counts, good


def _store_halves(
    connection: Connection,
    rows: MappedRows,
    clock: Clock,
    good: MappedRows,
) -> Counter[str]:
    """Store the rows half by half, down to single ones; add those that can be
    stored to `good`, and refuse the others there.
    """
    counts: Counter[str] = Counter()
    for half in rows.halves():
        if half.count == 0:
            continue
        try:
            counts += store_received(
                connection, half, clock, IngestBatch.Channel.PULL
            )
        except CONNECTION_ERRORS:
            raise
        except Exception as error:
            if half.count > 1:
                counts += _store_halves(connection, half, clock, good)
                continue
            logger.exception("A row of %s cannot be stored", connection.pk)
            good.refuse("unreadable", _place_of(half), error)
            counts["rejected"] += 1
        else:
            good.add(half)
    return counts


def _place_of(single: MappedRows) -> str:
    """Return which list the only row is of, and its id."""
    for name in ROW_LISTS:
        for row in getattr(single, name):
            key = row.get("external_id", "") if isinstance(row, dict) else row
            return f"{name} {key}".strip()
    return ""


def _newest(rows: MappedRows, now: datetime) -> datetime | None:
    moments = []
    for row in (*rows.posts, *rows.events, *rows.reactions):
        moment = read(row.get("occurred_at"))
        if moment is not None and moment <= now:
            moments.append(moment)
    return max(moments, default=None)


def store_read(
    connection: Connection,
    found: Sequence[ReadDelivery],
    clock: Clock,
) -> tuple[Counter[str], MappedRows]:
    """Store the rows of deliveries and mark each as stored or failed; return
    the counts and all rows.
    """
    rows = MappedRows()
    for one in found:
        rows.add(one.rows)
    channel = IngestBatch.Channel.REST
    try:
        counts = store_received(connection, rows, clock, channel)
    except CONNECTION_ERRORS:
        raise
    except Exception:
        logger.exception("Deliveries of %s are stored singly", connection.pk)
        return _store_singly(connection, found, clock)
    _mark(found)
    return counts, rows


def _store_singly(
    connection: Connection,
    found: Sequence[ReadDelivery],
    clock: Clock,
) -> tuple[Counter[str], MappedRows]:
    counts: Counter[str] = Counter()
    rows = MappedRows()
    channel = IngestBatch.Channel.REST
    for one in found:
        settled = one
        try:
            counts += store_received(connection, one.rows, clock, channel)
        except CONNECTION_ERRORS:
            raise
        except Exception as error:
            logger.exception("Delivery %s cannot be stored", one.pk)
            refused = MappedRows()
            refused.refuse("unreadable", one.key, error)
            counts["rejected"] += 1
            settled = ReadDelivery(one.pk, one.key, refused, is_readable=False)
        rows.add(settled.rows)
        _mark([settled])
    return counts, rows


def _mark(found: Sequence[ReadDelivery]) -> None:
    stored = [one.pk for one in found if one.is_readable]
    failed = [one.pk for one in found if not one.is_readable]
    mark_deliveries(stored, Delivery.State.STORED)
    mark_deliveries(failed, Delivery.State.FAILED)
