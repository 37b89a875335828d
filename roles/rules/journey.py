"""A newcomer's way into the community (新人旅程), and who handed him on to whom: 拉新 → 留存 → 促活固化.

A step counts only after joining; who joined lately has had less time, so shares of young months are still growing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import IntEnum
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from roles.rules.strength import Role


class Step(IntEnum):
    """What a newcomer may reach, in the order in which it is usually reached."""

    WROTE = 0
    WELCOMED = 1
    ASKED = 2
    HELPED = 3
    MET = 4
    BECAME = 5


class Journey(NamedTuple):
    """A newcomer: when he joined, the first day of each step, and who attracted, welcomed and answered him first."""

    member: int
    joined_on: date
    reached: dict[Step, date]
    attracted_by: int | None = None
    welcomed_by: int | None = None
    answered_by: int | None = None


class MonthFunnel(NamedTuple):
    """Of those who joined in a month: how many, how many reached each step, and after how many days (median)."""

    month: date
    joined: int
    reached: dict[Step, int]
    days: dict[Step, float]


def funnel_by_month(journeys: Iterable[Journey]) -> list[MonthFunnel]:
    """Return the funnel of every month of joining, the latest first."""
    months: dict[date, list[Journey]] = {}
    for journey in journeys:
        months.setdefault(journey.joined_on.replace(day=1), []).append(journey)
    return [_funnel(month, months[month]) for month in sorted(months, reverse=True)]


def _funnel(month: date, journeys: Sequence[Journey]) -> MonthFunnel:
    waited = {step: [(j.reached[step] - j.joined_on).days for j in journeys if step in j.reached] for step in Step}
    return MonthFunnel(
        month,
        len(journeys),
        {step: len(days) for step, days in waited.items()},
        {step: float(median(days)) for step, days in waited.items() if days},
    )


class Handover(NamedTuple):
    """How many newcomers went from somebody of one role to somebody of another; None: no role."""

    stage: int
    from_role: Role | None
    to_role: Role | None
    newcomers: int


def handovers(journeys: Iterable[Journey], role_of: dict[int, Role]) -> list[Handover]:
    """Return the hand-overs between who attracted, who welcomed and who answered: stage 0 and 1, the most first.

    Only newcomers whom two different steps are known of are handed over.
    """
    counted: Counter[tuple[int, Role | None, Role | None]] = Counter()
    for journey in journeys:
        steps = (journey.attracted_by, journey.welcomed_by, journey.answered_by)
        for stage, (before, after) in enumerate(pairwise(steps)):
            if before is not None and after is not None:
                counted[stage, role_of.get(before), role_of.get(after)] += 1
    order = sorted(counted.items(), key=lambda pair: (pair[0][0], -pair[1], str(pair[0])))
    return [Handover(*key, count) for key, count in order]
