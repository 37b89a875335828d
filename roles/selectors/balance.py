"""The holders of each role by city and by model series, against the best month
of the community.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from activity.models import CommunityWeek
from roles.models import GearCount, RoleName, RoleSpell
from roles.rules.balance import (
    BestMonth,
    Gear,
    best_month,
    judge_expected,
    judge_gears,
)
from roles.rules.columns import STRENGTH_FIELDS
from roles.rules.strength import Role

MONTHS = 12
SHOWN_GROUPS = 20


def read_balance(*, generation: int, today: date) -> dict[str, Any]:
    """Return the gears of the biggest cities and model series of a generation,
    and the best months they are compared with.
    """
    best = read_best_months(generation=generation, today=today)
    shown = []
    for role, month in best.items():
        if month and month.rate:
            shown.append({"role": RoleName(role).label, "best": month})
    cities = _rows(GearCount.Group.CITY, generation, best)
    models = _rows(GearCount.Group.MODEL, generation, best)
    return {
        "roles": [RoleName(role).label for role in Role],
        "best": shown,
        "tables": [
            {"label": _("City"), "parameter": "city", "rows": cities},
            {
                "label": _("Model series"),
                "parameter": "model_series",
                "rows": models,
            },
        ],
    }


def read_rates(*, generation: int, today: date) -> dict[Role, float]:
    """Return the holders of each role per active member in the best month."""
    best = read_best_months(generation=generation, today=today)
    rates = {}
    for role, month in best.items():
        rates[role] = month.rate if month else 0.0
    return rates


def gears_of(circle: Any) -> dict[Role, Gear]:
    """Return the gear of each role of a circle of circles_with_gears()."""
    gears = {}
    for role, name in STRENGTH_FIELDS.items():
        gears[role] = judge_expected(
            holders=getattr(circle, f"{name}_count"),
            expected=getattr(circle, f"{name}_expected"),
        )
    return gears


def missing_gears(circle: Any) -> list[Role]:
    """Return which roles a circle of circles_with_gears() lacks."""
    gears = gears_of(circle)
    return [role for role, gear in gears.items() if gear.is_missing]


def read_best_months(
    *,
    generation: int,
    today: date,
) -> dict[Role, BestMonth | None]:
    """Return the best of the last months for each role: holders at its end per
    member active in its last week.
    """
    ends = _last_month_ends(today)
    weeks = dict(
        CommunityWeek.objects.of_generation(generation)
        .filter(week_start__gt=ends[-1] - timedelta(days=14))
        .values_list("week_start", "active_members"),
    )
    spells = list(
        RoleSpell.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=ends[-1]),
        ).values_list("role", "started_on", "ended_on"),
    )
    best = {}
    for role in Role:
        months = []
        for end in ends:
            holders = _count_holding(spells, role, end)
            months.append((end.replace(day=1), holders, _active(weeks, end)))
        best[role] = best_month(months)
    return best


def _last_month_ends(today: date) -> list[date]:
    """Return today and the ends of the months before it, latest first."""
    ends = [today]
    for _month in range(MONTHS):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends


def _count_holding(
    spells: list[tuple[int, date, date | None]],
    role: Role,
    day: date,
) -> int:
    count = 0
    for held, since, until in spells:
        is_open = until is None or until > day
        count += held == role and since <= day and is_open
    return count


def _active(weeks: dict[date, int], day: date) -> int:
    whole = day - timedelta(days=day.weekday() + 7)
    return weeks.get(whole, 0)


def _rows(
    group: str,
    generation: int,
    best: dict[Role, BestMonth | None],
) -> list[dict[str, Any]]:
    """Return the biggest cities or model series, as the night counted them."""
    counted = GearCount.objects.filter(generation=generation, group=group)
    holders = {}
    for name in STRENGTH_FIELDS.values():
        holders[name] = Sum(name)
    totals = (
        counted.order_by()
        .values("name")
        .annotate(count=Sum("members"), active_count=Sum("active"), **holders)
        .order_by("-active_count", "name")
    )
    found: list[dict[str, Any]] = []
    for row in totals[:SHOWN_GROUPS]:
        found.append(_row(dict(row), best))
    return found


def _row(
    row: dict[str, Any],
    best: dict[Role, BestMonth | None],
) -> dict[str, Any]:
    holders = {}
    for role, name in STRENGTH_FIELDS.items():
        holders[role] = row[name]
    gears = judge_gears(holders, row["active_count"], best)
    return {
        "name": row["name"],
        "count": row["count"],
        "active": row["active_count"],
        "gears": list(gears.values()),
    }
