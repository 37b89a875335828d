"""The past of roles, decided week by week."""

import numpy as np

from roles.rules.limits import Limits
from roles.rules.replay import MAX_WEEKS, WEEKS_AT_ONCE, Past, weeks_before


def strengths(*geek: float) -> np.ndarray:
    made = np.zeros((len(geek), 3))
    made[:, 0] = geek
    return made


def test_a_role_begins_and_ends_in_the_past() -> None:
    past = Past(2)
    limits = Limits()
    for week, strength in enumerate([10, 60, 60, 20, 20, 20, 20, 20, 20]):
        past.decide(strengths(strength, 0), limits, day=7 * week)
    (spell,) = past.spells()
    assert (spell.row, spell.role, spell.started) == (0, 0, 7)
    assert spell.ended == 21 + limits.demotion_days
    assert spell.low_since is None


def test_a_role_that_is_low_at_the_end_goes_on() -> None:
    past = Past(1)
    for week, strength in enumerate([60, 60, 20]):
        past.decide(strengths(strength), Limits(), day=7 * week)
    (spell,) = past.spells()
    assert (spell.started, spell.ended, spell.low_since) == (0, None, 14)


def test_weeks_end_before_the_day_and_reach_back_so_far() -> None:
    weeks = weeks_before(1000, 950)
    ends = [day for together in weeks for day in together]
    assert ends == [951, 958, 965, 972, 979, 986, 993]
    assert max(map(len, weeks)) <= WEEKS_AT_ONCE
    assert weeks_before(1000, 999) == []
    long = weeks_before(100_000, 0)
    assert sum(map(len, long)) == MAX_WEEKS
