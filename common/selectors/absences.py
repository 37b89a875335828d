"""Who acts for a colleague on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from common.models import StaffAbsence
from common.rules.staff_names import full_name
from common.rules.stand_ins import Account, Away, Coverage, cover
from common.security.access import ADMIN, LEAD, STAFF

# Who gets what nobody acts for: leads, and without one administrators.
IN_CHARGE = (LEAD, ADMIN)


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


def stood_in_for(user: Any, today: date) -> list[int]:
    """Return the accounts of the colleagues who are away today and for whom
    this one acts.
    """
    return sorted(read_coverage(today).stood_in_for(user.pk))


def read_coverage(today: date) -> Coverage:
    """Return who acts for whom today, read with two queries whatever the
    number of absences.
    """
    absences = StaffAbsence.objects.on(today).order_by("starts_on", "pk")
    return cover(
        _accounts(),
        [Away(*row) for row in absences.values_list("user", "stand_in")],
        roles=STAFF,
        lines=IN_CHARGE,
    )


def _accounts() -> Iterable[Account]:
    rows = (
        get_user_model()
        .objects.order_by("pk")
        .values_list(
            "pk",
            "username",
            "first_name",
            "last_name",
            "is_active",
            "is_superuser",
            "groups__name",
        )
    )
    found: dict[int, Account] = {}
    for pk, username, first, last, is_active, is_superuser, group in rows:
        roles = frozenset({group} & STAFF)
        if is_superuser:
            roles |= {ADMIN}
        if pk in found:
            roles |= found[pk].roles
        name = full_name(first, last, username)
        found[pk] = Account(pk, name, is_active, roles)
    return found.values()
