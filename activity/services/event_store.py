"""How events and rejected rows reach their tables: through a temporary table
of the session, then all at once.
"""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from activity.models import IngestBatch, RejectedRow
from activity.rules.drafts import EventDraft
from activity.rules.kinds import KIND_BY_NAME
from common.db.fields import encrypt_text
from common.rules.rows import RejectedDraft

FEW_ROWS = 5000
_CREATE = """
    CREATE TEMP TABLE IF NOT EXISTS incoming_event (
        line bigint, source_id bigint, external_id varchar(128), member varchar(128), kind smallint,
        quantity smallint, occurred_at {instant}, batch_id bigint) {when_committed}
"""
# Emptied at commit, so that the rows of earlier batches do not slow down a
# connection that lives for hours.
_CREATE_POSTGRES = _CREATE.format(
    instant="timestamptz",
    when_committed="ON COMMIT DELETE ROWS",
)
_CREATE_SQLITE = _CREATE.format(instant="datetime", when_committed="")
# Of several events of one id the first is stored, unless one was before: the
# others are refused, and make no member.
_UNKNOWN_MEMBERS = """
    SELECT DISTINCT i.member FROM (
        SELECT member, source_id, external_id,
            row_number() OVER (PARTITION BY external_id ORDER BY line) AS place
        FROM incoming_event) i
    LEFT JOIN members_memberidentity m ON m.platform = %s AND m.external_id = i.member
    WHERE m.id IS NULL AND i.place = 1 AND NOT EXISTS (
        SELECT 1 FROM activity_activityevent e
        WHERE e.source_id = i.source_id AND e.external_id = i.external_id)
    ORDER BY i.member
"""
_OF_UNKNOWN_MEMBERS = """
    DELETE FROM incoming_event WHERE NOT EXISTS (
        SELECT 1 FROM members_memberidentity m WHERE m.platform = %s
            AND m.external_id = incoming_event.member)
    RETURNING line
"""
_INSERT = """
    INSERT INTO activity_activityevent
        (source_id, external_id, member_id, kind, quantity, occurred_at, batch_id)
    SELECT i.source_id, i.external_id, m.member_id, i.kind, i.quantity, i.occurred_at, i.batch_id
    FROM incoming_event i JOIN members_memberidentity m ON m.platform = %s
        AND m.external_id = i.member WHERE true
    ORDER BY i.line ON CONFLICT (source_id, external_id) DO NOTHING
"""
_OF_MOVED_IDENTITIES = """
    INSERT INTO activity_movedidentityevent (event_id, identity_id)
    SELECT e.id, m.id FROM incoming_event i
    JOIN members_memberidentity m ON m.platform = %s AND m.external_id = i.member
        AND m.moved_by_merge
    JOIN activity_activityevent e ON e.source_id = i.source_id AND e.external_id = i.external_id
    WHERE e.batch_id = i.batch_id ON CONFLICT (event_id) DO NOTHING
"""
_REUSED = """
    SELECT i.line FROM incoming_event i
    LEFT JOIN members_memberidentity m ON m.platform = %s AND m.external_id = i.member
    JOIN activity_activityevent e ON e.source_id = i.source_id AND e.external_id = i.external_id
    WHERE m.member_id IS NULL OR e.member_id <> m.member_id OR e.quantity <> i.quantity
    OR e.occurred_at <> i.occurred_at
    OR (e.kind <> i.kind AND NOT (e.kind IN ({alike}) AND i.kind IN ({alike}))) ORDER BY i.line
"""
# Which of them the event of a post is depends on the posts that came before it.
_KINDS_OF_POSTS = (KIND_BY_NAME["post"].number, KIND_BY_NAME["reply"].number)


def encode_drafts(batch: IngestBatch, drafts: Sequence[EventDraft]) -> Any:
    """Return drafts in the form that the database takes; needs no connection."""
    if connection.vendor == "postgresql":
        lines = []
        for draft in drafts:
            lines.append(_copy_line(batch, draft))
        return "".join(lines).encode()
    return [_sqlite_row(batch, draft) for draft in drafts]


def _copy_line(batch: IngestBatch, draft: EventDraft) -> str:
    return (
        f"{draft.line}\t{batch.source_id}\t{_escaped(draft.external_id)}"
        f"\t{_escaped(draft.member)}\t{draft.kind}\t{draft.quantity}"
        f"\t{draft.occurred_at.isoformat()}\t{batch.pk}\n"
    )


def _sqlite_row(batch: IngestBatch, draft: EventDraft) -> tuple[Any, ...]:
    return (
        draft.line,
        batch.source_id,
        draft.external_id,
        draft.member,
        draft.kind,
        draft.quantity,
        draft.occurred_at.replace(tzinfo=None).isoformat(" "),
        batch.pk,
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def load_incoming(rows: Any, *, count: int) -> None:
    """Replace the session's table of incoming events by these rows, `count` of them."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(_CREATE_POSTGRES if postgres else _CREATE_SQLITE)
        cursor.execute("DELETE FROM incoming_event")
        if not postgres:
            cursor.cursor.executemany(
                "INSERT INTO incoming_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            return
        if count < FEW_ROWS:
            # The table has no statistics: without these the planner reads
            # all identities for a small batch.
            cursor.execute(
                "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off",
            )
        cursor.copy_expert(
            "COPY incoming_event FROM STDIN",
            io.BytesIO(rows),
            size=1 << 24,
        )


def incoming_unknown_members(platform: str) -> list[str]:
    """Return the external ids that no member of the platform has, of the
    incoming events that will be stored.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN_MEMBERS, [platform])
        found: list[str] = []
        for (member,) in cursor.fetchall():
            found.append(member)
        return found


def drop_incoming_of_unknown_members(platform: str) -> list[int]:
    """Delete the incoming events of unknown members; return their lines."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_UNKNOWN_MEMBERS, [platform])
        return sorted(line for (line,) in cursor.fetchall())


def store_incoming(platform: str) -> int:
    """Store the incoming events of known members whose external id is new to
    the source; return how many.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [platform])
        return int(cursor.rowcount)


def note_moved_identities(platform: str) -> None:
    """Record which incoming events arrived under an identity that a merge has moved."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_MOVED_IDENTITIES, [platform])


def incoming_reusing_ids(platform: str, *, are_posts: bool) -> list[int]:
    """Return the lines of incoming events whose external id is held by a
    different event. Of posts, a post and a reply are not different.
    """
    alike = _KINDS_OF_POSTS if are_posts else ()
    sql = _REUSED.format(alike=", ".join(map(str, alike)) or "-1")
    with connection.cursor() as cursor:
        cursor.execute(sql, [platform])
        found: list[int] = []
        for (line,) in cursor.fetchall():
            found.append(line)
        return found


def save_rejected_rows(
    *,
    batch: IngestBatch,
    rejected: Sequence[RejectedDraft],
) -> None:
    """Store each rejected row as it came, with all its faults."""
    RejectedRow.objects.bulk_create(
        [_rejected_row(batch, draft) for draft in rejected],
        batch_size=2000,
    )


def _rejected_row(batch: IngestBatch, draft: RejectedDraft) -> RejectedRow:
    raw = json.dumps(_with_text_keys(draft.raw), default=str)
    if batch.content == IngestBatch.Content.MEMBERS:
        raw = encrypt_text(raw)
    return RejectedRow(
        batch=batch,
        line=draft.line,
        code=draft.faults[0].code,
        faults=[fault.as_texts() for fault in draft.faults],
        raw=raw,
    )


def _with_text_keys(raw: object) -> object:
    if not isinstance(raw, Mapping):
        return raw
    return {
        "" if key is None else str(key): value for key, value in raw.items()
    }
