"""The gears by city and by model series, held against the community's own best month."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, FilteredRelation, Q
from django.utils.translation import gettext as _

from activity.models import CommunityWeek
from members.models import Member
from roles.models import RoleName, RoleSpell
from roles.rules.balance import BestMonth, best_month, judge_gears
from roles.rules.strength import Role

MONTHS, SHOWN_GROUPS = 12, 20
GROUPS = {"city": "city", "model": "vehicles__model_series"}
HOLDS = {role: f"holds_{role.name.lower()}" for role in Role}


def read_balance(*, generation: int, today: date) -> dict[str, Any]:
    """Return the gears of the biggest cities and model series of a generation, and the months they are judged by."""
    best = read_best_months(generation=generation, today=today)
    return {
        "roles": [RoleName(role).label for role in Role],
        "best": [{"role": RoleName(role).label, "best": one} for role, one in best.items() if one and one.rate],
        "tables": [
            {"label": label, "rows": _rows(GROUPS[name], name, generation, best)}
            for name, label in (("city", _("City")), ("model", _("Model series")))
        ],
    }


def read_best_months(*, generation: int, today: date) -> dict[Role, BestMonth | None]:
    """Return of each role the best of the last months: holders at its end for each member active in its last week."""
    ends = [today.replace(day=1) - timedelta(days=1)]
    while len(ends) < MONTHS:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    ends = [today, *ends]
    weeks = dict(
        CommunityWeek.objects.of_generation(generation)
        .filter(week_start__gt=ends[-1] - timedelta(days=14))
        .values_list("week_start", "active_members")
    )
    spells = list(
        RoleSpell.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=ends[-1])).values_list(
            "role", "started_on", "ended_on"
        )
    )
    return {
        role: best_month((end.replace(day=1), _holding(spells, role, end), _active(weeks, end)) for end in ends)
        for role in Role
    }


def _holding(spells: list[tuple[int, date, date | None]], role: Role, day: date) -> int:
    return sum(held == role and since <= day and (until is None or until > day) for held, since, until in spells)


def _active(weeks: dict[date, int], day: date) -> int:
    whole = day - timedelta(days=day.weekday() + 7)
    return weeks.get(whole, 0)


def _rows(field: str, name: str, generation: int, best: dict[Role, BestMonth | None]) -> list[dict[str, Any]]:
    standing = FilteredRelation("role_standings", condition=Q(role_standings__generation=generation))
    summary = FilteredRelation("summaries", condition=Q(summaries__generation=generation))
    people = Member.objects.counted().exclude(**{field: ""}).filter(**{f"{field}__isnull": False})
    if name == "model":
        people = people.filter(vehicles__ended_on__isnull=True)
    people = people.annotate(standing=standing, summary=summary)
    holders = {hold: Count("pk", filter=Q(**{f"standing__{hold}": True}), distinct=True) for hold in HOLDS.values()}
    active = Count("pk", filter=Q(summary__active_days_28__gt=0), distinct=True)
    counted = people.order_by().values(field).annotate(active=active, count=Count("pk", distinct=True), **holders)
    return [_row(row, row[field], best) for row in counted.order_by("-active", field)[:SHOWN_GROUPS]]


def _row(row: dict[str, Any], name: str, best: dict[Role, BestMonth | None]) -> dict[str, Any]:
    gears = judge_gears({role: row[hold] for role, hold in HOLDS.items()}, row["active"], best)
    return {"name": name, "count": row["count"], "active": row["active"], "gears": list(gears.values())}
