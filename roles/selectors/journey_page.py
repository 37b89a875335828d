"""The page of the newcomers' journey: the funnel by month of joining, and who
hands newcomers on to whom.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import ActivitySummary
from common.calendar import business_date
from community.models import Post
from roles.models import RoleName, RoleScore, RoleSpell
from roles.rules.journey import (
    Journey,
    MonthFunnel,
    StageHandover,
    Step,
    funnel_by_month,
    stage_handovers,
)
from roles.rules.strength import Role
from roles.selectors.journey import read_journeys

STEP_LABELS = {
    Step.WROTE: gettext_lazy("wrote a post"),
    Step.WELCOMED: gettext_lazy("was welcomed"),
    Step.ASKED: gettext_lazy("asked"),
    Step.HELPED: gettext_lazy("got an answer"),
    Step.MET: gettext_lazy("came to an event"),
    Step.BECAME: gettext_lazy("grew into a role"),
}
STAGES = (
    gettext_lazy("attracted"),
    gettext_lazy("welcomed"),
    gettext_lazy("answered"),
)
POST_STEPS = (Step.WROTE, Step.WELCOMED, Step.ASKED, Step.HELPED)
RECORDS = {
    Step.WROTE: gettext_lazy("posts read"),
    Step.MET: gettext_lazy("events taken in"),
    Step.BECAME: gettext_lazy("roles computed"),
}


def read_journey_page(*, since: date, generation: int) -> dict[str, Any]:
    """Return the funnel by month of joining and the handovers, as the page
    shows them.
    """
    journeys = read_journeys(since=since)
    role_of = _roles_of_helpers(journeys, generation)
    rows = stage_handovers(journeys, role_of)
    known_since = read_known_since(generation)
    months = funnel_by_month(journeys, known_since=known_since)
    records = {}
    for step, label in RECORDS.items():
        if step in known_since:
            records[str(label)] = known_since[step]
    return {
        "steps": [STEP_LABELS[step] for step in Step],
        "months": [_month(month, known_since) for month in months],
        "known_since": records,
        "since": since,
        "handovers": rows,
        "charts": {"handover": sankey(rows)} if rows else {},
        "by_role": _by_role(journeys, role_of),
    }


def _roles_of_helpers(
    journeys: Iterable[Journey],
    generation: int,
) -> dict[int, Role]:
    """Return the primary role of each member who helped a newcomer along."""
    helpers = set(
        chain.from_iterable(journey.helpers for journey in journeys),
    )
    held = RoleScore.objects.of_generation(generation).filter(primary__gte=0)
    roles = {}
    for member, role in held.values_list("member_id", "primary"):
        if member in helpers:
            roles[member] = Role(role)
    return roles


def read_known_since(generation: int) -> dict[Step, date]:
    """Return the business day from which each step can have been seen; a step
    without any record is left out.
    """
    since: dict[Step, date] = {}
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
        since[Step.MET] = business_date(first_event)
    spells = RoleSpell.objects.order_by()
    first_role = spells.aggregate(first=Min("started_on"))["first"]
    if first_role:
        since[Step.BECAME] = first_role
    return since


def _month(
    month: MonthFunnel,
    known_since: Mapping[Step, date],
) -> dict[str, Any]:
    cells = []
    for step in Step:
        reached = month.reached[step]
        is_before_record = month.month < known_since.get(step, month.month)
        cell = {
            "count": reached,
            "percent": round(100 * reached / month.joined),
            "days": month.days.get(step),
            "is_older": bool(reached) and is_before_record,
        }
        cells.append(cell)
    return {"month": month.month, "joined": month.joined, "cells": cells}


def sankey(rows: Iterable[StageHandover]) -> dict[str, Any]:
    """Return handovers as nodes and links of a chart."""
    links = []
    names: dict[str, None] = {}
    for one in rows:
        source = _node(one.stage, one.from_role)
        target = _node(one.stage + 1, one.to_role)
        link = {"source": source, "target": target, "value": one.newcomers}
        links.append(link)
        names |= dict.fromkeys((source, target))
    return {
        "kind": "sankey",
        "nodes": [{"name": name} for name in names],
        "links": links,
        "depth": len(STAGES) - 1,
        "unit": _("newcomers"),
    }


def _node(stage: int, role: Role | None) -> str:
    return _("%(field)s: %(what)s") % {
        "field": STAGES[stage],
        "what": _role_label(role),
    }


def _role_label(role: Role | None) -> str:
    return str(RoleName(role).label) if role is not None else _("no role")


def _by_role(
    journeys: Iterable[Journey],
    role_of: dict[int, Role],
) -> list[dict[str, Any]]:
    """Return how many newcomers each role attracted, welcomed and answered
    first.
    """
    counts: dict[Role | None, list[int]] = {}
    for role in (*Role, None):
        counts[role] = [0] * len(STAGES)
    for journey in journeys:
        for stage, helper in enumerate(journey.helpers):
            if helper is not None:
                counts[role_of.get(helper)][stage] += 1
    rows = []
    for role, by_stage in counts.items():
        rows.append({"label": _role_label(role), "counts": by_stage})
    return rows
