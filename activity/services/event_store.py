"""How events and rejected rows reach their tables: through a table of the session, then once and for all."""

import io
import json
from collections.abc import Mapping, Sequence

from django.db import connection

from activity.models import ActivityEvent, IngestBatch, RejectedRow
from activity.rules.drafts import EventDraft, Fault, RejectedDraft
from common.services.locks import lock_number

NIGHT_HORIZON = lock_number("events and the night's horizon")
COLUMNS = "source_id, external_id, member_id, kind, quantity, occurred_at, batch_id"

_CREATE = """
    CREATE TEMP TABLE IF NOT EXISTS incoming_event (
        line bigint, source_id bigint, external_id varchar(128), member_id bigint, kind smallint,
        quantity smallint, occurred_at {instant}, batch_id bigint)
"""
_INSERT = f"""
    INSERT INTO activity_activityevent ({COLUMNS}) SELECT {COLUMNS} FROM incoming_event WHERE true
    ORDER BY line ON CONFLICT (source_id, external_id) DO NOTHING
"""  # noqa: S608 - constants only
_REUSED = """
    SELECT i.line FROM incoming_event i JOIN activity_activityevent e
    ON e.source_id = i.source_id AND e.external_id = i.external_id
    WHERE e.member_id <> i.member_id OR e.kind <> i.kind OR e.quantity <> i.quantity
    OR e.occurred_at <> i.occurred_at ORDER BY i.line
"""


def lock_against_night() -> None:
    """Until this transaction ends, the night cannot fix its horizon (SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [NIGHT_HORIZON])


def events_horizon() -> int:
    """Return the id up to which every event is committed; later ones get greater ids."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NIGHT_HORIZON])
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {ActivityEvent._meta.db_table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def store_events(
    *, batch: IngestBatch, drafts: Sequence[EventDraft], members: Mapping[str, int]
) -> tuple[int, list[int]]:
    """Events whose external id is new to the source are stored.

    Returns how many were, and the lines whose external id is held by a different event.
    """
    if not drafts:
        return 0, []
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(_CREATE.format(instant="timestamptz" if postgres else "datetime"))
        cursor.execute("DELETE FROM incoming_event")
        if postgres:
            _copy_in(cursor, batch, drafts, members)
        else:
            _insert_in(cursor, batch, drafts, members)
        cursor.execute(_INSERT)
        stored = cursor.rowcount
        if stored == len(drafts):
            return stored, []
        cursor.execute(_REUSED)
        return stored, [line for (line,) in cursor.fetchall()]


def _copy_in(cursor: object, batch: IngestBatch, drafts: Sequence[EventDraft], members: Mapping[str, int]) -> None:
    source = batch.source_id
    lines = [
        f"{d.line}\t{source}\t{_escaped(d.external_id)}\t{members[d.member]}\t{d.kind}\t{d.quantity}"
        f"\t{d.occurred_at.isoformat()}\t{batch.pk}\n"
        for d in drafts
    ]
    cursor.copy_expert("COPY incoming_event FROM STDIN", io.BytesIO("".join(lines).encode()), size=1 << 24)  # type: ignore[attr-defined]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def _insert_in(cursor: object, batch: IngestBatch, drafts: Sequence[EventDraft], members: Mapping[str, int]) -> None:
    source, batch_id = batch.source_id, batch.pk
    rows = [
        (
            d.line,
            source,
            d.external_id,
            members[d.member],
            d.kind,
            d.quantity,
            d.occurred_at.replace(tzinfo=None).isoformat(" "),
            batch_id,
        )
        for d in drafts
    ]
    cursor.cursor.executemany("INSERT INTO incoming_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # type: ignore[attr-defined]


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
