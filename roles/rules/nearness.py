"""What somebody lacks to hold a role."""

from typing import NamedTuple

import numpy as np

from roles.rules.limits import Limits, strength_of

# Below this confidence too few different people stand behind a strength.
MIN_CONFIDENCE = 0.5
MAX_UNITS = 200


class Lack(NamedTuple):
    """What is missing: points of strength, about how many more people who were
    helped that takes, and whether too few different people speak for it yet.
    """

    points: float
    people: int
    is_unsure: bool


def lack_of(
    strength: float,
    confidence: float,
    limits: Limits,
    units_per_person: float,
) -> Lack:
    """Return what a member of this strength lacks to hold a role."""
    steps = np.arange(1, MAX_UNITS + 1, dtype=np.float64) * units_per_person
    reached = 100.0 - (100.0 - strength) * (
        1.0 - strength_of(steps, limits) / 100.0
    )
    above = np.flatnonzero(reached > limits.threshold)
    people = int(above[0]) + 1 if len(above) else MAX_UNITS
    points = max(0.0, limits.threshold - strength)
    return Lack(points, people if points else 0, confidence < MIN_CONFIDENCE)
