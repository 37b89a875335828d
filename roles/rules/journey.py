"""A newcomer's way into the community (新人旅程), and which members handed them
on: 拉新 → 留存 → 促活固化.

A step counts only after joining. Those who joined lately have had less time, so
the shares of recent months are still growing.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class JourneyStep(IntEnum):
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
    reached: dict[JourneyStep, date]
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
    reached: dict[JourneyStep, int]
    days: dict[JourneyStep, float]


def funnel_by_month(
    joined: NDArray[np.int64],
    waited: Mapping[JourneyStep, NDArray[np.int64]],
    *,
    known_since: Mapping[JourneyStep, date],
) -> list[MonthFunnel]:
    """Return the funnel of every month of joining, the latest first.

    Shape: all (newcomers,). Units: `joined` days since 1970, `waited` days
    from joining to a step, below 0 where it was not taken. `known_since` is the
    first day on which a step can have been seen. Who joined before it counts,
    and does not make the median: their first time may have been earlier than
    anything known.
    """
    dates = joined.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    funnels = []
    for month in np.unique(months)[::-1]:
        is_in = months == month
        reached: dict[JourneyStep, int] = {}
        medians: dict[JourneyStep, float] = {}
        for step, days in waited.items():
            is_there = is_in & (days >= 0)
            reached[step] = int(is_there.sum())
            since = np.datetime64(known_since.get(step, date.min), "D")
            is_known = is_there & (dates >= since)
            if is_known.any():
                medians[step] = float(np.median(days[is_known]))
        first = month.astype("datetime64[D]").item()
        funnels.append(
            MonthFunnel(first, int(is_in.sum()), reached, medians),
        )
    return funnels
