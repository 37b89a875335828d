"""The way of those who joined lately, read from the facts of posts, questions, events and roles."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Min, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import ActivityEvent
from activity.rules.kinds import KIND_BY_NAME
from community.models import Post, PostReading, Question
from members.models import Member
from roles.models import RoleName, RoleSpell, RoleStanding
from roles.rules.journey import Handover, Journey, MonthFunnel, Step, funnel_by_month, handovers
from roles.rules.strength import Role

STEP_LABELS = {
    Step.WROTE: gettext_lazy("wrote a post"),
    Step.WELCOMED: gettext_lazy("was welcomed"),
    Step.ASKED: gettext_lazy("asked"),
    Step.HELPED: gettext_lazy("got an answer"),
    Step.MET: gettext_lazy("came to an event"),
    Step.BECAME: gettext_lazy("grew into a role"),
}
STAGES = (gettext_lazy("attracted"), gettext_lazy("welcomed"), gettext_lazy("answered"))
EVENT_KINDS = [KIND_BY_NAME["event_attend"].number]
First = dict[int, tuple[datetime, int | None]]


def read_journeys(*, since: date) -> list[Journey]:
    """Return the journey of every person who joined since a day."""
    people = Member.objects.counted().filter(joined_on__gte=since).values_list("pk", "joined_on")
    joined = {pk: day for pk, day in people if day}
    mine = {"author__joined_on__gte": since, "author__kind": "person", "is_deleted": False}
    wrote = _times(Post.objects.filter(**mine), "author_id", "posted_at")
    asked = Question.objects.filter(**{f"post__{name}": value for name, value in mine.items()})
    asked_at = _times(asked, "post__author_id", "post__posted_at")
    replies = PostReading.objects.filter(author__kind="person")
    spoke = replies.filter(author__joined_on__gte=since, to_member__isnull=False)
    came = ActivityEvent.objects.filter(kind__in=EVENT_KINDS, member__joined_on__gte=since)
    attracted = _first(spoke, "author_id", "posted_at", "to_member_id")
    welcomed = _first(replies.filter(to_member__joined_on__gte=since), "to_member_id", "posted_at", "author_id")
    helped = _first(asked.filter(answered_at__isnull=False), "post__author_id", "answered_at", "helper_id")
    met = _times(came, "member_id", "occurred_at")
    spells = RoleSpell.objects.filter(member__joined_on__gte=since).order_by().values("member_id")
    became = {row["member_id"]: row["on"] for row in spells.annotate(on=Min("started_on"))}
    steps = {Step.WROTE: wrote, Step.WELCOMED: welcomed, Step.ASKED: asked_at, Step.HELPED: helped, Step.MET: met}
    return [
        Journey(
            member,
            day,
            _reached(member, day, steps, became),
            _by(attracted, member),
            _by(welcomed, member),
            _by(helped, member),
        )
        for member, day in joined.items()
    ]


def _times(rows: QuerySet[Any], key: str, at: str) -> First:
    told = rows.order_by().values(key).annotate(at=Min(at)).values_list(key, "at")
    return {member: (moment, None) for member, moment in told}


def _first(rows: QuerySet[Any], key: str, at: str, by: str) -> First:
    """Return of each key the earliest time and who it was with."""
    rank = Window(RowNumber(), partition_by=[F(key)], order_by=[F(at).asc(), F("pk").asc()])
    told = rows.order_by().annotate(rank=rank).filter(rank=1).values_list(key, at, by)
    return {member: (moment, other) for member, moment, other in told}


def _by(first: First, member: int) -> int | None:
    return first[member][1] if member in first else None


def _reached(member: int, day: date, steps: dict[Step, First], became: dict[int, date]) -> dict[Step, date]:
    found = {step: timezone.localtime(first[member][0]).date() for step, first in steps.items() if member in first}
    if member in became:
        found[Step.BECAME] = became[member]
    return {step: max(reached, day) for step, reached in found.items()}


def read_journey_page(*, since: date, generation: int) -> dict[str, Any]:
    """Return the funnel per month of joining and the hand-overs, as the page shows them."""
    journeys = read_journeys(since=since)
    met = {one for j in journeys for one in (j.attracted_by, j.welcomed_by, j.answered_by) if one is not None}
    held = RoleStanding.objects.of_generation(generation).filter(primary__gte=0)
    role_of = {pk: Role(role) for pk, role in held.values_list("member_id", "primary") if pk in met}
    told = handovers(journeys, role_of)
    return {
        "steps": [STEP_LABELS[step] for step in Step],
        "months": [_month(month) for month in funnel_by_month(journeys)],
        "since": since,
        "handovers": told,
        "charts": {"handover": sankey(told)} if told else {},
        "by_role": _by_role(journeys, role_of),
    }


def _month(month: MonthFunnel) -> dict[str, Any]:
    cells = [
        {
            "count": month.reached[step],
            "percent": round(100 * month.reached[step] / month.joined),
            "days": month.days.get(step),
        }
        for step in Step
    ]
    return {"month": month.month, "joined": month.joined, "cells": cells}


def sankey(told: Iterable[Handover]) -> dict[str, Any]:
    """Return hand-overs as nodes and links of a chart."""
    links = [
        {
            "source": _node(one.stage, one.from_role),
            "target": _node(one.stage + 1, one.to_role),
            "value": one.newcomers,
        }
        for one in told
    ]
    names = dict.fromkeys(name for link in links for name in (link["source"], link["target"]))
    return {
        "kind": "sankey",
        "nodes": [{"name": name} for name in names],
        "links": links,
        "depth": len(STAGES) - 1,
        "unit": _("newcomers"),
    }


def _node(stage: int, role: Role | None) -> str:
    return _("%(field)s: %(what)s") % {"field": STAGES[stage], "what": _role_label(role)}


def _role_label(role: Role | None) -> str:
    return str(RoleName(role).label) if role is not None else _("no role")


def _by_role(journeys: Iterable[Journey], role_of: dict[int, Role]) -> list[dict[str, Any]]:
    """Return for every role how many newcomers it attracted, welcomed and answered first."""
    counts: dict[Role | None, list[int]] = {role: [0, 0, 0] for role in (*Role, None)}
    for journey in journeys:
        for stage, by in enumerate((journey.attracted_by, journey.welcomed_by, journey.answered_by)):
            if by is not None:
                counts[role_of.get(by)][stage] += 1
    return [{"label": _role_label(role), "counts": told} for role, told in counts.items()]
