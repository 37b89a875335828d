"""Who acts for a colleague on a day."""

from datetime import date
from typing import Any

from common.models import StaffAbsence


def present_colleague(user: Any, today: date) -> Any:
    """Return who acts for a colleague today: the colleague, or the first
    stand-in who is there; None if nobody is.

    An account that is switched off counts as away without a stand-in.
    """
    asked = set()
    present = user
    while present is not None and present.pk not in asked:
        asked.add(present.pk)
        absence = _absence_of(present, today)
        if absence is None:
            return present if present.is_active else None
        present = absence.stand_in
    return None


def _absence_of(user: Any, today: date) -> StaffAbsence | None:
    absences = StaffAbsence.objects.on(today).filter(user=user)
    found: StaffAbsence | None = absences.select_related("stand_in").first()
    return found


def stood_in_for(user: Any, today: date) -> list[int]:
    """Return the accounts of the colleagues who are away today and for whom
    this one acts.
    """
    absences = StaffAbsence.objects.on(today).exclude(user=user)
    found = []
    for absence in absences.select_related("user").order_by("user"):
        present = present_colleague(absence.user, today)
        if present is not None and present.pk == user.pk:
            found.append(absence.user_id)
    return list(dict.fromkeys(found))
