"""A newcomer's way into the community (新人旅程), and which members handed them
on: 拉新 → 留存 → 促活固化.

A step counts only after joining. Those who joined lately have had less time, so
the shares of recent months are still growing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    """A newcomer: when they joined, the first day of each step, and who
    attracted, welcomed and answered them first.
    """

    member: int
    joined_on: date
    reached: dict[Step, date]
    attracted_by: int | None = None
    welcomed_by: int | None = None
    answered_by: int | None = None

    @property
    def helpers(self) -> tuple[int | None, int | None, int | None]:
        """Return who attracted, welcomed and answered the newcomer."""
        return self.attracted_by, self.welcomed_by, self.answered_by


class MonthFunnel(NamedTuple):
    """Those who joined in a month: how many joined, how many reached each
    step, and after how many days (median).
    """

    month: date
    joined: int
    reached: dict[Step, int]
    days: dict[Step, float]


def funnel_by_month(
    journeys: Iterable[Journey],
    *,
    known_since: Mapping[Step, date],
) -> list[MonthFunnel]:
    """Return the funnel of every month of joining, the latest first.

    `known_since` is the first day on which a step can have been seen. A month
    that began before it gets no median: its first time may have been earlier
    than anything known.
    """
    months: dict[date, list[Journey]] = {}
    for journey in journeys:
        months.setdefault(journey.joined_on.replace(day=1), []).append(journey)
    return [
        _funnel(month, months[month], known_since)
        for month in sorted(months, reverse=True)
    ]


def _funnel(
    month: date,
    journeys: Sequence[Journey],
    known_since: Mapping[Step, date],
) -> MonthFunnel:
    waited = {step: _days_until(step, journeys) for step in Step}
    reached: dict[Step, int] = {}
    medians: dict[Step, float] = {}
    for step, days in waited.items():
        reached[step] = len(days)
        is_known = month >= known_since.get(step, month)
        if days and is_known:
            medians[step] = float(median(days))
    return MonthFunnel(month, len(journeys), reached, medians)


def _days_until(step: Step, journeys: Sequence[Journey]) -> list[int]:
    days = []
    for journey in journeys:
        if step in journey.reached:
            days.append((journey.reached[step] - journey.joined_on).days)
    return days


class StageHandover(NamedTuple):
    """How many newcomers passed from a member of one role to one of another;
    None is no role.
    """

    stage: int
    from_role: Role | None
    to_role: Role | None
    newcomers: int


def stage_handovers(
    journeys: Iterable[Journey],
    role_of: dict[int, Role],
) -> list[StageHandover]:
    """Return the handovers by stage, the most frequent first.

    Stage 0 is from who attracted to who welcomed a newcomer, stage 1 from who
    welcomed to who answered them; counted where both are known.
    """
    counted: Counter[tuple[int, Role | None, Role | None]] = Counter()
    for journey in journeys:
        for stage, (before, after) in enumerate(pairwise(journey.helpers)):
            if before is not None and after is not None:
                counted[stage, role_of.get(before), role_of.get(after)] += 1
    order = sorted(
        counted.items(),
        key=lambda pair: (pair[0][0], -pair[1], str(pair[0])),
    )
    return [StageHandover(*key, count) for key, count in order]
