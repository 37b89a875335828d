"""Mark what staff have set, so that no delivery overwrites it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from members.models import Member, VehicleOwnership


def edit_marks(
    row: Member | VehicleOwnership,
    fields: Iterable[str],
    now: datetime,
) -> dict[str, Any]:
    """Return the change that marks these fields of a row as set by staff; none
    if there are no fields.
    """
    marks = dict.fromkeys(fields, now.isoformat())
    if not marks:
        return {}
    return {"staff_edited_at": {**row.staff_edited_at, **marks}}
