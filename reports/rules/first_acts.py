"""The first act of each member in each stage, added up over chunks of events."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from activity.rules.kinds import KINDS
from activity.rules.series import EventColumns
from reports.rules.stages import Stage

Ints = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
NOT_YET = -1
# What is stored and never counted says nothing about a member.
COUNTED = tuple(kind.number for kind in KINDS if kind.dimension is not None)


class FirstActs:
    """Adds chunks of events up.

    member: sorted ids (m,) · ends: the second at which the last day ends; later
    events are left out · first: for attention and each stage by kinds, the
    second of the first act of each member (m,), NEVER without one.
    """

    def __init__(
        self,
        member: Ints,
        kinds: Mapping[Stage, Sequence[int]],
        *,
        ends: int,
    ) -> None:
        self.member = member
        self.ends = ends
        self.first: dict[Stage, Ints] = {}
        self._kinds = {Stage.ATTENTION: COUNTED, **kinds}
        for stage in self._kinds:
            self.first[stage] = np.full(len(member), NEVER, dtype=np.int64)

    def add(self, events: EventColumns) -> None:
        """Take events in; those of other members are left out."""
        if not len(self.member):
            return
        at = np.searchsorted(self.member, events.member)
        at[at == len(self.member)] = 0
        is_known = self.member[at] == events.member
        is_known &= events.seconds < self.ends
        for stage, numbers in self._kinds.items():
            chosen = is_known & np.isin(events.kind, list(numbers))
            np.minimum.at(
                self.first[stage],
                at[chosen],
                events.seconds[chosen],
            )


def days_between(first: Ints, later: Ints) -> Ints:
    """Return the days from each day to a later one, NOT_YET where that is NEVER;
    one that came before is 0 days after.

    Shapes: (m,) each. Units: days since 1970.
    """
    days = np.maximum(later - first, 0)
    return np.where(later == NEVER, NOT_YET, days)
