"""Who acts for a colleague on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from common.models import StaffAbsence


def present_colleague(user: Any, today: date) -> Any:
    """Return who acts for a colleague today: the colleague, or the first
    stand-in who is there; None if nobody is.

    An account that is switched off counts as away without a stand-in.
    """
    return _present(user, _away_on(today))


def _away_on(today: date) -> dict[int, StaffAbsence]:
    """Return the absences of a day by account, all with one query."""
    rows = StaffAbsence.objects.on(today).select_related("user", "stand_in")
    away: dict[int, StaffAbsence] = {}
    for row in rows.order_by("starts_on", "pk"):
        away.setdefault(row.user_id, row)
    return away


def _present(user: Any, away: Mapping[int, StaffAbsence]) -> Any:
    asked = set()
    present = user
    while present is not None and present.pk not in asked:
        asked.add(present.pk)
        absence = away.get(present.pk)
        if absence is None:
            return present if present.is_active else None
        present = absence.stand_in
    return None


def stood_in_for(user: Any, today: date) -> list[Any]:
    """Return the colleagues who are away today and for whom this one acts."""
    away = _away_on(today)
    found = []
    for number in sorted(away.keys() - {user.pk}):
        absent = away[number].user
        present = _present(absent, away)
        if present is not None and present.pk == user.pk:
            found.append(absent)
    return found
