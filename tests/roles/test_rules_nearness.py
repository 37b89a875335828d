"""What somebody lacks to hold a role agrees with how strength is made."""

import numpy as np
import pytest

from roles.rules.limits import UNITS_PER_PERSON, Limits, strength_of
from roles.rules.nearness import MAX_UNITS, lack_of

LIMITS = Limits()


@pytest.mark.parametrize("units", [0.5, 2.0, 3.9, 5.9])
def test_so_many_more_people_make_the_role(units: float) -> None:
    strength = float(strength_of(np.array(units), LIMITS))
    lack = lack_of(strength, 0.9, LIMITS, UNITS_PER_PERSON)
    after = units + lack.people * UNITS_PER_PERSON
    before = after - UNITS_PER_PERSON
    assert float(strength_of(np.array(after), LIMITS)) > LIMITS.threshold
    assert float(strength_of(np.array(before), LIMITS)) <= LIMITS.threshold
    assert lack.points == pytest.approx(LIMITS.threshold - strength)


def test_a_strength_with_little_evidence_is_unsure() -> None:
    lack = lack_of(60, 0.3, LIMITS, UNITS_PER_PERSON)
    assert (lack.points, lack.people, lack.is_unsure) == (0, 0, True)
    assert not lack_of(60, 0.5, LIMITS, UNITS_PER_PERSON).is_unsure


def test_what_can_hardly_be_reached_stays_a_number() -> None:
    far = Limits(threshold=99.9, half_strength_units=1000.0)
    assert lack_of(1, 0.9, far, UNITS_PER_PERSON).people == MAX_UNITS
