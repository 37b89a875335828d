"""The life of a campaign, and what its plan needs before it starts."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

MOST_DAYS = 366
ONE_DAY = timedelta(days=1)


class StateName(StrEnum):
    """How far a campaign is."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MethodName(StrEnum):
    """How the effect is separated from what would have happened anyway."""

    DRAW = "draw"
    COMPARISON = "comparison"
    NONE = "none"


OPEN_STATES = (StateName.PLANNED.value, StateName.RUNNING.value)
CLOSED_STATES = (StateName.CLOSED.value, StateName.CANCELLED.value)
# Around days between these there is room for every window, before and after.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
NEXT_STATES: dict[str, frozenset[str]] = {
    StateName.PLANNED: frozenset({StateName.RUNNING, StateName.CANCELLED}),
    StateName.RUNNING: frozenset({StateName.ENDED, StateName.CANCELLED}),
    StateName.ENDED: frozenset({StateName.CLOSED, StateName.RUNNING}),
    StateName.CLOSED: frozenset(),
    StateName.CANCELLED: frozenset(),
}


class Plan(NamedTuple):
    """What is fixed when a campaign starts."""

    has_audience: bool
    measure: str
    target: float | None
    method: str
    has_comparison: bool
    control_percent: int
    starts_on: date
    ends_on: date


def plan_fault(plan: Plan, today: date) -> str:
    """Return why a campaign cannot start with this plan, "" if it can."""
    if not plan.has_audience:
        return "no_audience"
    if not plan.measure or plan.target is None:
        return "no_target"
    if today > plan.starts_on:
        return "begun"
    if plan.method == MethodName.DRAW and not plan.control_percent:
        return "no_control"
    if plan.method == MethodName.COMPARISON and not plan.has_comparison:
        return "no_comparison"
    return ""


class Window(NamedTuple):
    """Days, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self, count: int = 1) -> "Window":
        """Return the window of the same length that lies `count` lengths
        earlier.
        """
        days = timedelta(days=self.length * count)
        return Window(self.first - days, self.last - days)

    def days(self) -> list[date]:
        """Return every day."""
        return [self.first + ONE_DAY * step for step in range(self.length)]
