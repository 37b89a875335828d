"""The page of the newcomers' journey: the funnel by month of joining, read from
what the night wrote, and since when it is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from activity.models import ActivitySummary
from common.calendar import business_date
from common.db.bulk_copy import read_queryset
from community.models import Post
from members.models import Member
from roles.labels import STAGE_COUNTS, STEP_LABELS, STEP_NAMES
from roles.models import RoleName, RoleScore, RoleSpell
from roles.querysets import members_with_journeys
from roles.rules.journey import JourneyStep, MonthFunnel, funnel_by_month
from roles.rules.newcomer_flow import Stage
from roles.rules.strength import Role
from roles.selectors.newcomer_flow import FIELDS, read_flow_picture

POST_STEPS = (
    JourneyStep.WROTE,
    JourneyStep.WELCOMED,
    JourneyStep.ASKED,
    JourneyStep.HELPED,
)
RECORDS = {
    JourneyStep.WROTE: gettext_lazy("posts"),
    JourneyStep.MET: gettext_lazy("events"),
    JourneyStep.BECAME: gettext_lazy("roles"),
}


@dataclass(frozen=True, slots=True)
class FunnelCell:
    """How many of a month's newcomers reached a step, after how many days
    (median), and where they are listed.

    is_older: nothing is known of the step in so early a month.
    """

    count: int
    percent: int
    days: float | None
    is_older: bool
    href: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of joining with its cells; is_open: it is not over."""

    month: date
    joined: int
    href: str
    cells: list[FunnelCell]
    is_open: bool


def read_journey_page(
    *,
    since: date,
    through: date,
    generation: int,
) -> dict[str, Any]:
    """Return the funnel of those who joined from a day on, no earlier than
    posts are known, and the picture of who handed them on.
    """
    known_since = read_known_since(generation)
    posts_since = known_since.get(JourneyStep.WROTE, since)
    begin = max(since, posts_since)
    all_newcomers = members_with_journeys(Member.objects.all(), generation)
    newcomers = all_newcomers.filter(journey_joined_on__gte=begin)
    columns = _read(newcomers)
    waited = {
        step: columns[f"journey_{STEP_NAMES[step]}_days"]
        for step in JourneyStep
    }
    joined = columns["journey_joined_on"]
    months = funnel_by_month(joined, waited, known_since=known_since)
    records = {}
    for step, label in RECORDS.items():
        if step in known_since:
            records[str(label)] = known_since[step]
    scope = {"joined_since": begin.isoformat()}
    return {
        "steps": [STEP_LABELS[step] for step in JourneyStep],
        "months": [
            _month(month, known_since, begin, through) for month in months
        ],
        "known_since": records,
        "since": begin,
        "is_cut": begin > since,
        "total": len(joined),
        "too_early": _count_earlier(all_newcomers, begin),
        "uncertain": _count_uncertain(begin, through, len(joined)),
        "picture": read_flow_picture(
            newcomers,
            generation=generation,
            scope=scope,
        ),
        "stages": list(STAGE_COUNTS.values()),
        "by_role": _by_role(columns, generation),
    }


def _read(newcomers: QuerySet[Any]) -> dict[str, NDArray[Any]]:
    fields = [("journey_joined_on", "date")]
    fields += [(FIELDS[stage], "int8") for stage in Stage]
    fields += [
        (f"journey_{name}_days", "int4") for name in STEP_NAMES.values()
    ]
    return read_queryset(newcomers.order_by(), fields)


def _count_earlier(newcomers: QuerySet[Any], begin: date) -> int:
    return newcomers.filter(journey_joined_on__lt=begin).count()


def _count_uncertain(begin: date, through: date, known: int) -> int:
    """Return how many were first seen since a day of whom nobody can tell
    whether they were new.
    """
    people = Member.objects.real_people().filter(
        joined_on__gte=begin,
        joined_on__lte=through,
    )
    return max(0, people.count() - known)


def read_known_since(generation: int) -> dict[JourneyStep, date]:
    """Return the business day from which each step can have been seen; a step
    without any record is left out.
    """
    since: dict[JourneyStep, date] = {}
    first_post = (
        Post.objects.order_by("posted_at")
        .values_list("posted_at", flat=True)
        .first()
    )
    if first_post:
        since |= dict.fromkeys(POST_STEPS, business_date(first_post))
    summaries = ActivitySummary.objects.of_generation(generation)
    first_event = summaries.aggregate(first=Min("first_activity_at"))["first"]
    if first_event:
        since[JourneyStep.MET] = business_date(first_event)
    spells = RoleSpell.objects.order_by()
    first_role = spells.aggregate(first=Min("started_on"))["first"]
    if first_role:
        since[JourneyStep.BECAME] = first_role
    return since


def _month(
    month: MonthFunnel,
    known_since: Mapping[JourneyStep, date],
    begin: date,
    through: date,
) -> MonthRow:
    last = _last_of(month.month)
    scope = {
        "joined_since": max(month.month, begin).isoformat(),
        "joined_until": last.isoformat(),
    }
    base = reverse("roles:journey_list")
    cells = []
    for step in JourneyStep:
        reached = month.reached[step]
        query = {**scope, "reached": STEP_NAMES[step]}
        cells.append(
            FunnelCell(
                count=reached,
                percent=round(100 * reached / month.joined),
                days=month.days.get(step),
                is_older=last < known_since.get(step, last),
                href=f"{base}?{urlencode(query)}",
            ),
        )
    href = f"{base}?{urlencode(scope)}"
    return MonthRow(month.month, month.joined, href, cells, last > through)


def _last_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(
        day=1,
    ) - timedelta(days=1)


def _by_role(
    columns: Mapping[str, NDArray[Any]],
    generation: int,
) -> list[dict[str, Any]]:
    """Return how many newcomers the members of each role attracted, welcomed
    and answered first.
    """
    held = RoleScore.objects.of_generation(generation).filter(primary__gte=0)
    role_of = dict(held.values_list("member_id", "primary"))
    rows = {role: [0] * len(Stage) for role in (*Role, None)}
    for stage in Stage:
        helpers, counts = np.unique(columns[FIELDS[stage]], return_counts=True)
        for helper, count in zip(
            helpers.tolist(), counts.tolist(), strict=True
        ):
            if helper:
                number = role_of.get(helper)
                role = None if number is None else Role(number)
                rows[role][stage] += count
    shown = []
    for role, by_stage in rows.items():
        label = str(RoleName(role).label) if role is not None else ""
        shown.append({"label": label, "counts": by_stage})
    return shown
