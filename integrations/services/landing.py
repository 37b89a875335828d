"""Rows that arrived are stored, deliveries one by one if together they fail:
one that cannot be stored must not keep the others waiting.
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
from integrations.rules.rows import MappedRows
from integrations.services.deliveries import ReadDelivery, mark_deliveries
from integrations.services.storing import store_rows

logger = logging.getLogger(__name__)
# Faults of the database or of the whole connection, not of a delivery.
OF_ALL = (DomainError, OperationalError, InterfaceError)


def store_arrived(
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
        counts = store_arrived(connection, rows, clock, channel)
    except OF_ALL:
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
            counts += store_arrived(connection, one.rows, clock, channel)
        except OF_ALL:
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
