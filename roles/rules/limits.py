"""The limits of a role policy, and what strength so many units make."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNITS_PER_PERSON = 2.0
FEW_FRIENDS = 3


@dataclass(frozen=True)
class Limits:
    """The limits of a policy.

    threshold: strength above which a role is held · low_water: share of it
    below which the role is lost after demotion_days · margin: by how much the
    primary role leads · half_strength_units: units that make a strength of 50
    · half_life_days: after how many days a contribution counts half.
    """

    threshold: float = 50.0
    low_water: float = 0.9
    demotion_days: int = 28
    margin: float = 10.0
    half_strength_units: float = 6.0
    half_life_days: float = 60.0

    @property
    def lets_few_friends_make_a_role(self) -> bool:
        """Return whether three friends alone could make a role."""
        units = np.array(UNITS_PER_PERSON * FEW_FRIENDS)
        return float(strength_of(units, self)) > self.threshold


def strength_of(
    units: NDArray[np.float64],
    limits: Limits,
) -> NDArray[np.float64]:
    """Return the strength 0–100 that so many units make."""
    return np.asarray(
        100.0 * (1.0 - np.exp2(-units / limits.half_strength_units)),
    )
