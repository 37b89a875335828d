"""Segments are named, versioned and archived."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.db.edits import changes_since, check_unchanged
from common.db.locks import exclusive
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from insights.models import Segment, SegmentSpell, SegmentVersion
from insights.selectors.segment_rules import checked_rule
from insights.services.segment_lists import list_members
from insights.services.segment_spells import next_moment
from insights.services.webhooks import announce_changes


@atomic_with_retry
def save_segment(
    *,
    segment: Segment | None,
    name: str,
    note: str,
    rule: object,
    now: datetime,
    user: Any,
    opened: Mapping[str, Any] | None = None,
) -> Segment:
    """Create the segment, or change its name, note and rule; return it.

    A changed rule becomes another version. `opened` holds name, note and rule
    as the editor saw them; what the editor left unchanged stays as it is now.
    Errors: DomainError, EditConflict, ValidationError.
    """
    wanted = {"name": name, "note": note, "rule": checked_rule(rule)}
    if segment is None:
        row = Segment(created_at=now, created_by=user, name=name, note=note)
        row.full_clean()
        row.save(force_insert=True)
        _write_version(row, 1, wanted["rule"], user, now)
        return row
    row = Segment.objects.select_for_update().get(pk=segment.pk)
    if row.archived_at:
        raise Conflict("archived", _("This segment is archived."))
    newest = row.versions.first()
    current = {
        "name": row.name,
        "note": row.note,
        "rule": newest.rule if newest else None,
    }
    changes = changes_since(wanted, opened or {})
    check_unchanged(row, current, changes, opened or {})
    merged = {**current, **changes}
    row.name = merged["name"]
    row.note = merged["note"]
    row.full_clean()
    row.save(update_fields=["name", "note"])
    if merged["rule"] != current["rule"]:
        number = newest.number + 1 if newest else 1
        _write_version(row, number, merged["rule"], user, now)
    return row


def _write_version(
    segment: Segment,
    number: int,
    rule: Any,
    user: Any,
    now: datetime,
) -> None:
    SegmentVersion.objects.create(
        segment=segment,
        number=number,
        rule=rule,
        author=user,
        created_at=now,
    )


def archive_segments(*, segments: Iterable[Segment], now: datetime) -> None:
    """End all memberships of these segments; no night recomputes them again.

    Their history is kept.
    """
    for segment in segments:
        lock = exclusive(f"segment:{segment.pk}", wait=True)
        with lock, transaction.atomic():
            segment.refresh_from_db()
            at = next_moment(segment, now)
            inside = SegmentSpell.objects.open().filter(segment=segment)
            inside.update(ended_at=at)
            Segment.objects.filter(pk=segment.pk).update(
                archived_at=at,
                counted_at=at,
                member_count=0,
            )
            announce_changes(segment=segment, at=at)


def restore_segment(*, segment: Segment, now: datetime) -> None:
    """Put an archived segment back; the members of a fixed list join again, a
    rule is counted anew by the caller or the next night.

    Errors: Conflict if it is not archived.
    """
    lock = exclusive(f"segment:{segment.pk}", wait=True)
    with lock, transaction.atomic():
        segment.refresh_from_db()
        if segment.archived_at is None:
            raise Conflict("not_archived", _("This segment is not archived."))
        left = SegmentSpell.objects.filter(
            segment=segment,
            ended_at=segment.archived_at,
            ended_version__isnull=True,
        )
        member_ids = list(left.values_list("member_id", flat=True))
        segment.archived_at = None
        segment.save(update_fields=["archived_at"])
        if segment.kind == Segment.Kind.LIST:
            list_members(segment=segment, member_ids=member_ids, now=now)
