"""Targets of figures of the brief."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common.db.transactions import atomic_with_retry
from reports.models import FigureTarget


@atomic_with_retry
def save_targets(
    *,
    values: Mapping[str, float | None],
    user: Any,
    now: datetime,
) -> int:
    """Let figures have these targets, None takes one away; return how many
    changed.
    """
    known: dict[str, FigureTarget] = {}
    for stored in FigureTarget.objects.select_for_update():
        known[stored.figure] = stored
    changed = 0
    for figure, value in values.items():
        row = known.get(figure)
        if value is None and row is not None:
            row.delete()
        elif value is not None and (row is None or row.target != value):
            row = row or FigureTarget(figure=figure)
            row.target, row.set_by, row.set_at = value, user, now
            row.save()
        else:
            continue
        changed += 1
    return changed
