"""Roles grow from what is done for different people on different days; volume makes nobody anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.rules.strength import DEMOTION_DAYS, THRESHOLD, Deed, Held, Role, hold, measure, primary_role


def helped(people: int, days: int, weight: float = 1.0) -> list[Deed]:
    return [Deed("thanked", weight, day * 3, 1 + n, n) for n in range(people) for day in [n % days]]


def test_many_people_on_many_days_make_a_role() -> None:
    made = measure(helped(12, 12))
    assert made.strength >= THRESHOLD
    assert (made.people, made.days) == (12, 12)
    assert made.confidence > 0.8


@pytest.mark.parametrize(
    "deeds",
    [
        helped(100, 1),
        [Deed("thanked", 2.0, day, 7, day) for day in range(100)],
        [Deed("mutual", 1.0, day, 1 + day % 2, day) for day in range(100)],
        [Deed("admired", 1.0, day, 0, day) for day in range(100)],
    ],
    ids=["one day", "one person, or one's own second account", "two friends", "admired by nobody"],
)
def test_no_role_from_a_single_day_a_single_person_or_friends(deeds) -> None:
    assert measure(deeds).strength < THRESHOLD


def test_what_is_for_all_counts_by_those_who_reacted() -> None:
    shown = [Deed("admired", 1.0, day * 7, 0, day) for day in range(12)]
    assert measure(shown, public=20).strength >= THRESHOLD
    assert measure(shown, public=2).strength < THRESHOLD


@given(st.lists(st.tuples(st.integers(0, 170), st.integers(1, 30)), min_size=1, max_size=60), st.integers(2, 10))
def test_saying_it_ten_times_over_changes_nothing(told: list[tuple[int, int]], times: int) -> None:
    deeds = [Deed("welcomed", 1.0, day, person, n) for n, (day, person) in enumerate(told)]
    assert measure(deeds * times) == measure(deeds)


@given(st.lists(st.tuples(st.integers(0, 170), st.integers(1, 30)), min_size=1, max_size=40))
def test_shares_add_up_to_what_counts_and_more_people_never_weaken(told: list[tuple[int, int]]) -> None:
    deeds = [Deed("welcomed", 1.0, day, person, n) for n, (day, person) in enumerate(told)]
    made, more = measure(deeds), measure([*deeds, Deed("welcomed", 1.0, 0, 99, 99)])
    assert 0 <= made.strength <= more.strength <= 100
    assert 0 <= made.confidence <= 1


def test_promotion_is_at_once_and_demotion_slow() -> None:
    held = hold(Held(False), THRESHOLD, day=100)
    assert held == Held(True)
    assert hold(held, THRESHOLD * 0.95, day=101) == Held(True), "above the low water"
    low = hold(held, 10.0, day=101)
    assert low == Held(True, 101)
    assert hold(low, 10.0, day=100 + DEMOTION_DAYS) == Held(True, 101)
    assert hold(low, 10.0, day=101 + DEMOTION_DAYS) == Held(False)
    assert hold(low, THRESHOLD, day=110) == Held(True)
    assert hold(hold(low, 10.0, day=105), 10.0, day=105) == Held(True, 101), "the same night again"


@pytest.mark.parametrize(
    ("strengths", "primary"),
    [((80, 60, 0), Role.GEEK), ((80, 75, 0), None), ((0, 40, 0), None), ((10, 0, 90), Role.AESTHETIC)],
)
def test_a_primary_role_needs_strength_and_margin(strengths, primary) -> None:
    told = dict(zip(Role, map(float, strengths), strict=True))
    assert primary_role(told, {role: value >= THRESHOLD for role, value in told.items()}) == primary
