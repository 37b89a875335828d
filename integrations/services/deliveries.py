"""Deliveries of platforms: checked and stored at once, read soon after."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from integrations.models import WAITING_KEPT, Connection, Delivery
from integrations.platforms import MapDelivery, Platform
from integrations.rules.cleaning import clean
from integrations.rules.pushing import Accepted, Delivered, DeliveryRefusal
from integrations.rules.rows import MappedRows
from integrations.services.connections import find_platform, run_now

READ_AT_ONCE = 500
KEPT = timedelta(days=7)
# So long what a paused connection was sent is kept, and then that it came.
EXPIRED_SHOWN = timedelta(days=90)
KEY_LENGTH = 120
KIND_LENGTH = 60
# What a payload of an unexpected form makes of code that reads it.
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)


def find_connection(key: UUID) -> Connection:
    """Return the connection whose deliveries have this key. Errors: Refusal."""
    connection = Connection.objects.filter(key=key).first()
    if connection is None:
        raise DeliveryRefusal(404, "unknown_connection")
    return connection


def store_deliveries(
    *,
    connection: Connection,
    delivered: Delivered,
    now: datetime,
) -> Accepted:
    """Check a delivery and store it unless it came before; return the answer.

    Errors: Refusal.
    """
    platform = find_platform(connection.platform)
    if platform.receive is None:
        raise DeliveryRefusal(404, "no_deliveries")
    accepted = platform.receive(delivered)
    rows = []
    for key, kind, body in accepted.deliveries:
        rows.append(
            Delivery(
                connection=connection,
                key=_key(key, kind, body),
                kind=clean(kind[:KIND_LENGTH]),
                body=clean(body),
                received_at=now,
            ),
        )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if accepted.starts_pull:
        run_now(connection=connection, now=now)
    return accepted


def _key(key: str, kind: str, body: str) -> str:
    """Return a key by which a delivery that comes again is known."""
    if 0 < len(key) <= KEY_LENGTH and key.isprintable():
        return key
    known = f"{key}\x1f{kind}\x1f{body}".encode("utf-8", "replace")
    return "h:" + hashlib.sha256(known).hexdigest()


class ReadDelivery(NamedTuple):
    """A delivery that waited, and the rows that were made of it."""

    pk: int
    key: str
    rows: MappedRows
    is_readable: bool


def read_deliveries(
    connection: Connection,
    platform: Platform,
) -> list[ReadDelivery]:
    """Return deliveries that wait, as rows; the rows of one that cannot be
    read are the fault alone.
    """
    if platform.map_delivery is None:
        return []
    waiting = connection.deliveries.filter(state=Delivery.State.WAITING)
    found = []
    for delivery in waiting.order_by("pk")[:READ_AT_ONCE]:
        found.append(_read(delivery, platform.map_delivery))
    return found


def _read(delivery: Delivery, map_delivery: MapDelivery) -> ReadDelivery:
    rows = MappedRows()
    try:
        map_delivery(
            delivery.kind,
            delivery.body,
            delivery.received_at,
            rows,
        )
    except UNREADABLE as error:
        refused = MappedRows()
        refused.refuse("unreadable", delivery.key, error)
        return ReadDelivery(
            delivery.pk, delivery.key, refused, is_readable=False
        )
    return ReadDelivery(delivery.pk, delivery.key, rows, is_readable=True)


def mark_deliveries(pks: Sequence[int], state: Delivery.State) -> None:
    """Note what became of deliveries."""
    Delivery.objects.filter(pk__in=pks).update(state=state)


def forget_deliveries(*, now: datetime) -> int:
    """Delete what was stored or could not be read for a week; return how many.

    What a paused connection was sent waits for WAITING_KEPT. Then its content
    is deleted, and its page says for some time that it expired.
    """
    state = Delivery.State
    waiting = Delivery.objects.filter(
        state=state.WAITING,
        connection__state=Connection.State.PAUSED,
        received_at__lt=now - WAITING_KEPT,
    )
    waiting.update(state=state.EXPIRED, body="")
    old = Delivery.objects.filter(received_at__lt=now - KEPT)
    done = old.filter(state__in=[state.STORED, state.FAILED])
    count, _by_model = done.delete()
    long_expired = Delivery.objects.filter(
        state=state.EXPIRED,
        received_at__lt=now - EXPIRED_SHOWN,
    )
    long_expired.delete()
    return count
