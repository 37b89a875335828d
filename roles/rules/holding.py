"""Which roles are held on a day: gained at once, lost slowly."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roles.rules.limits import Limits

NOT_LOW = -1
NO_ROLE = -1


class Held(NamedTuple):
    """The roles that members hold (members, roles).

    low_since: the day number since which the strength of a held role has been
    low, NOT_LOW if it is not.
    """

    holds: NDArray[np.bool_]
    low_since: NDArray[np.int64]


def hold(
    before: Held,
    strength: NDArray[np.float64],
    limits: Limits,
    *,
    day: int,
) -> Held:
    """Return which roles are held on a day.

    A role is gained at once above the threshold, and lost after
    `demotion_days` below the low water.
    """
    low_water = limits.threshold * limits.low_water
    is_high = (strength > limits.threshold) | (
        before.holds & (strength >= low_water)
    )
    low_since = np.where(
        before.low_since == NOT_LOW,
        day,
        np.minimum(before.low_since, day),
    )
    is_in_grace = day - low_since < limits.demotion_days
    is_low = before.holds & ~is_high & is_in_grace
    return Held(is_high | is_low, np.where(is_low, low_since, NOT_LOW))


def primary_roles(
    strength: NDArray[np.float64],
    holds: NDArray[np.bool_],
    limits: Limits,
) -> NDArray[np.int64]:
    """Return the primary role of each member: the one held that leads every
    other strength by the margin, NO_ROLE without one.
    """
    order = np.argsort(-strength, axis=1, kind="stable")
    rows = np.arange(len(strength))
    first = order[:, 0]
    second = order[:, 1]
    lead = strength[rows, first] - strength[rows, second]
    is_primary = holds[rows, first] & (lead >= limits.margin)
    return np.where(is_primary, first, NO_ROLE)
