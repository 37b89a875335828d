"""The chain of hashes over the audit log: sealing new records, verifying all."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from common.db.locks import lock_number
from common.models import AuditRecord, AuditSeal

START = "0" * 64
CHUNK = 1000
# A record of an act that has just ended may not be sealed yet.
SEALED_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found: how many links hold, the last
    hash, and the first fault ("" if there is none).
    """

    links: int
    head: str
    fault: str = ""
    record_id: int | None = None


def canonical(content: dict[str, Any]) -> bytes:
    """Return a record as the bytes that are hashed: the same for the same
    content, on every database.
    """
    plain = {}
    for name, value in content.items():
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="microseconds")
        plain[name] = value
    text = json.dumps(
        plain,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return text.encode()


def link(previous: str, content: dict[str, Any]) -> str:
    """Return the hash of a record that follows the link `previous`."""
    return hashlib.sha256(
        previous.encode() + b"\n" + canonical(content),
    ).hexdigest()


@transaction.atomic
def seal(record_ids: Sequence[int]) -> int:
    """Add these records to the chain, in their order; return how many were
    new. Sealers wait for each other.
    """
    _wait_for_turn()
    head = AuditSeal.objects.order_by("-position").first()
    position = head.position if head else 0
    previous = head.hash if head else START
    count = 0
    for start in range(0, len(record_ids), CHUNK):
        seals = []
        part = record_ids[start : start + CHUNK]
        rows = unsealed().filter(pk__in=part).order_by("pk")
        for row in rows:
            position += 1
            sealed = link(previous, row.content)
            seals.append(
                AuditSeal(
                    position=position,
                    record_id=row.pk,
                    previous=previous,
                    hash=sealed,
                ),
            )
            previous = sealed
        AuditSeal.objects.bulk_create(seals)
        count += len(seals)
    return count


def seal_rest() -> int:
    """Seal what was not sealed when its act ended; return how many records."""
    keys = unsealed().order_by("pk").values_list("pk", flat=True)
    rest = list(keys)
    return seal(rest) if rest else 0


def unsealed() -> Any:
    """Return the records that are no part of the chain yet."""
    seals = AuditSeal.objects.filter(record_id=OuterRef("pk"))
    return AuditRecord.objects.filter(~Exists(seals))


def verify(
    *,
    now: datetime,
    expected: tuple[int, str] | None = None,
) -> Verdict:
    """Follow the chain from its start to the first fault.

    expected: the number of links and the hash after them, as somebody noted
    them earlier; without it a chain whose end was cut off looks whole.
    """
    previous, links = START, 0
    has_head = expected is None or expected == (0, START)
    for found, record in _links():
        fault = _fault_of(found, record, links + 1, previous)
        if fault:
            return Verdict(links, previous, fault, found.record_id)
        previous = found.hash
        links += 1
        has_head = has_head or expected == (links, previous)
    if not has_head:
        return Verdict(links, previous, "head_missing")
    late = unsealed().filter(recorded_at__lt=now - SEALED_WITHIN).first()
    if late is not None:
        return Verdict(links, previous, "not_sealed", late.pk)
    return Verdict(links, previous)


def _fault_of(
    found: AuditSeal,
    record: AuditRecord | None,
    position: int,
    previous: str,
) -> str:
    if found.position != position or found.previous != previous:
        return "link_missing"
    if record is None:
        return "record_missing"
    if link(previous, record.content) != found.hash:
        return "record_changed"
    return ""


def _links() -> Iterator[tuple[AuditSeal, AuditRecord | None]]:
    seals = AuditSeal.objects.order_by("position")
    after = -1
    while part := list(seals.filter(position__gt=after)[:CHUNK]):
        keys = [one.record_id for one in part]
        records = AuditRecord.objects.in_bulk(keys)
        for one in part:
            yield one, records.get(one.record_id)
        after = part[-1].position


def _wait_for_turn() -> None:
    """Let one sealer work at a time, until the end of its transaction; SQLite
    has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)",
                [lock_number("audit chain")],
            )
