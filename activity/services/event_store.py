"""How events and rejected rows reach their tables: through a table of the session, then once and for all."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from activity.models import IngestBatch, RejectedRow
from activity.rules.drafts import EventDraft, Fault, RejectedDraft

FEW_ROWS = 5000
_CREATE = """
    CREATE TEMP TABLE IF NOT EXISTS incoming_event (
        line bigint, source_id bigint, external_id varchar(128), member varchar(128), kind smallint,
        quantity smallint, occurred_at {instant}, batch_id bigint) {when_committed}
"""
_STRANGERS = """
    SELECT DISTINCT i.member FROM incoming_event i LEFT JOIN members_memberidentity m
    ON m.platform = %s AND m.external_id = i.member WHERE m.id IS NULL ORDER BY i.member
"""
_OF_STRANGERS = """
    DELETE FROM incoming_event WHERE NOT EXISTS (
        SELECT 1 FROM members_memberidentity m WHERE m.platform = %s AND m.external_id = incoming_event.member)
    RETURNING line
"""
_INSERT = """
    INSERT INTO activity_activityevent
        (source_id, external_id, member_id, kind, quantity, occurred_at, batch_id)
    SELECT i.source_id, i.external_id, m.member_id, i.kind, i.quantity, i.occurred_at, i.batch_id
    FROM incoming_event i JOIN members_memberidentity m ON m.platform = %s AND m.external_id = i.member WHERE true
    ORDER BY i.line ON CONFLICT (source_id, external_id) DO NOTHING
"""
_REUSED = """
    SELECT i.line FROM incoming_event i
    JOIN members_memberidentity m ON m.platform = %s AND m.external_id = i.member
    JOIN activity_activityevent e ON e.source_id = i.source_id AND e.external_id = i.external_id
    WHERE e.member_id <> m.member_id OR e.kind <> i.kind OR e.quantity <> i.quantity
    OR e.occurred_at <> i.occurred_at ORDER BY i.line
"""


def wire_rows(batch: IngestBatch, drafts: Sequence[EventDraft]) -> Any:
    """Return drafts as the database takes them; needs no connection."""
    source, number = batch.source_id, batch.pk
    if connection.vendor == "postgresql":
        lines = [
            f"{d.line}\t{source}\t{_escaped(d.external_id)}\t{_escaped(d.member)}\t{d.kind}\t{d.quantity}"
            f"\t{d.occurred_at.isoformat()}\t{number}\n"
            for d in drafts
        ]
        return "".join(lines).encode()
    return [(d.line, source, d.external_id, d.member, d.kind, d.quantity, _sqlite_instant(d), number) for d in drafts]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def _sqlite_instant(draft: EventDraft) -> str:
    return draft.occurred_at.replace(tzinfo=None).isoformat(" ")


def load_incoming(rows: Any, *, count: int) -> None:
    """The session's table of incoming events holds just these rows, `count` of them."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # Emptied at commit, so that rows of deliveries long past do not slow a connection that lives for hours.
        kept = {"instant": "timestamptz", "when_committed": "ON COMMIT DELETE ROWS"}
        cursor.execute(_CREATE.format(**(kept if postgres else {"instant": "datetime", "when_committed": ""})))
        cursor.execute("DELETE FROM incoming_event")
        if postgres:
            if count < FEW_ROWS:
                # The table has no statistics: without these the planner reads all identities for a small batch.
                cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
            cursor.copy_expert("COPY incoming_event FROM STDIN", io.BytesIO(rows), size=1 << 24)
        else:
            cursor.cursor.executemany("INSERT INTO incoming_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def incoming_strangers(platform: str) -> list[str]:
    """Return the external ids among the incoming events that no member of the platform has."""
    with connection.cursor() as cursor:
        cursor.execute(_STRANGERS, [platform])
        return [member for (member,) in cursor.fetchall()]


def drop_incoming_of_strangers(platform: str) -> list[int]:
    """Incoming events of unknown members are gone; returns their lines."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_STRANGERS, [platform])
        return sorted(line for (line,) in cursor.fetchall())


def store_incoming(platform: str) -> int:
    """Incoming events of known members whose external id is new to the source are stored; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [platform])
        return int(cursor.rowcount)


def incoming_reusing_ids(platform: str) -> list[int]:
    """Return the lines of incoming events whose external id is held by a different event."""
    with connection.cursor() as cursor:
        cursor.execute(_REUSED, [platform])
        return [line for (line,) in cursor.fetchall()]


def save_rejected_rows(*, batch: IngestBatch, rejected: Sequence[RejectedDraft]) -> None:
    """Each rejected row is kept as it came, with all its faults."""
    RejectedRow.objects.bulk_create(
        [
            RejectedRow(
                batch=batch,
                line=row.line,
                code=row.faults[0].code,
                faults=[readable_fault(fault) for fault in row.faults],
                raw=json.dumps(_with_text_keys(row.raw), default=str),
            )
            for row in rejected
        ],
        batch_size=2000,
    )


def _with_text_keys(raw: object) -> object:
    if isinstance(raw, Mapping):
        return {"" if key is None else str(key): value for key, value in raw.items()}
    return raw


def readable_fault(fault: Fault) -> dict[str, str]:
    """Return a fault whose texts every database and answer can hold: what UTF-8 cannot say is escaped."""
    return {
        name: text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
        for name, text in fault._asdict().items()
    }
