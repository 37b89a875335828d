"""Keep which column holds which field in files with one header."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from activity.models import ColumnMapping, EventSource
from activity.rules.column_guesses import header_digest
from common.db.transactions import atomic_with_retry


@atomic_with_retry
def keep_mapping(
    *,
    source: EventSource,
    content: str,
    header: Sequence[str],
    columns: Mapping[str, str],
    now: datetime,
    user: Any = None,
) -> ColumnMapping:
    """Keep these columns for the source's files with this header, instead of
    those that were kept before.
    """
    mapping, _is_new = ColumnMapping.objects.update_or_create(
        source=source,
        content=content,
        digest=header_digest(header),
        defaults={
            "header": list(header),
            "columns": dict(columns),
            "used_at": now,
            "kept_by": user,
        },
    )
    return mapping


def forget_mapping(*, mapping: ColumnMapping) -> None:
    """Delete a mapping: the next file with its header is mapped anew."""
    mapping.delete()


@atomic_with_retry
def teach_source(
    *,
    source: EventSource,
    kinds: Mapping[str, str],
    time_settings: Mapping[str, str],
) -> EventSource:
    """Keep on the source what these kinds of its files mean, and how its
    moments are read; its other kinds stay.

    Errors: ValidationError if a kind is not one of ours, or a setting unknown.
    """
    rows = EventSource.objects.select_for_update(of=("self",))
    current = rows.get(pk=source.pk)
    if not kinds and not time_settings:
        return current
    # The first pattern that matches decides: what is named comes before it.
    current.kinds = {**kinds, **current.kinds, **kinds}
    for name, value in time_settings.items():
        setattr(current, name, value)
    current.full_clean()
    current.save(update_fields=["kinds", *time_settings])
    return current
