"""Roles grow from what is done for different people on different days; volume makes nobody anything."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.rules.deeds import FEATURE_ROLES, Feature, join_deeds
from roles.rules.strength import (
    NO_ROLE,
    NOT_LOW,
    Deeds,
    Held,
    Limits,
    Role,
    Strengths,
    hold,
    measure,
    primary_roles,
)

MEMBER = 500
SHIPPED = Limits()
THRESHOLD, DEMOTION_DAYS = SHIPPED.threshold, SHIPPED.demotion_days
# (feature, weight, days ago, person[, echo])
Told = tuple[Feature, float, int, int] | tuple[Feature, float, int, int, int]


def deeds_of(told: list[Told], member: int = MEMBER) -> Deeds:
    rows = np.array([(*one, 0)[:5] for one in told], dtype=float).reshape(-1, 5)
    feature, weight, days_ago, person, echo = rows.T
    whole = (column.astype(np.int64) for column in (feature, days_ago, person, echo))
    feature, days_ago, person, echo = whole
    count = len(told)
    return Deeds(np.full(count, member), feature, weight, days_ago, person, np.arange(count), echo)


def made_of(told: list[Told]) -> Strengths:
    return measure(deeds_of(told), FEATURE_ROLES, SHIPPED)


def strongest(told: list[Told]) -> float:
    return float(made_of(told).strength.max())


def helped(people: int, days: int) -> list[Told]:
    return [(Feature.THANKED, 1.0, n % days * 3, 1 + n) for n in range(people)]


def test_many_people_on_many_days_make_a_role() -> None:
    made = made_of(helped(12, 12))
    assert made.strength[0, Role.GEEK] >= THRESHOLD
    assert (made.people[0, Role.GEEK], made.days[0, Role.GEEK]) == (12, 12)
    assert made.confidence[0, Role.GEEK] > 0.8
    assert made.strength[0, Role.SOCIAL] == made.confidence[0, Role.AESTHETIC] == 0


def test_a_person_gives_two_units_in_a_role_and_half_of_it_after_sixty_days() -> None:
    made = made_of([(Feature.THANKED, 2.0, 0, 7), (Feature.EXPLAINED, 0.7, 1, 7), (Feature.WELCOMED, 1.0, 60, 7)])
    units = made.units[0]
    assert units[Feature.EXPLAINED] == pytest.approx(0.7 * 0.5 ** (1 / 60))
    assert units[Feature.EXPLAINED] + units[Feature.THANKED] == pytest.approx(2.0)
    assert units[Feature.WELCOMED] == pytest.approx(0.5), "another role, another purse"
    assert made.strength[0, Role.GEEK] == pytest.approx(100 * (1 - 0.5 ** (2 / 6)))


@pytest.mark.parametrize(
    "told",
    [
        helped(100, 1),
        [(Feature.THANKED, 2.0, day, 7) for day in range(100)],
        [(Feature.MUTUAL, 1.0, day, 1 + day % 2) for day in range(100)],
        [(Feature.ADMIRED, 1.0, day, 0) for day in range(100)],
    ],
    ids=["one day", "one person, or one's own second account", "two friends", "admired by nobody"],
)
def test_no_role_from_a_single_day_a_single_person_or_friends(told) -> None:
    assert strongest(told) < THRESHOLD


def test_what_is_for_all_counts_by_those_who_reacted() -> None:
    def shown(echo: int) -> list[Told]:
        return [(Feature.ADMIRED, 1.0, day * 7, 0, echo if day == 3 else 0) for day in range(12)]

    assert strongest(shown(20)) >= THRESHOLD
    assert strongest(shown(2)) < THRESHOLD


def test_those_who_react_and_those_who_are_answered_may_be_the_same_few_friends() -> None:
    """Two or three friends who react to everything and are answered by it, too, make nobody anything."""
    for friends in (2, 3):
        told: list[Told] = [(Feature.DEEP_POST, 1.0, day, 0, friends) for day in range(20)]
        told += [(Feature.THANKED, 2.0, day, 1 + day % friends) for day in range(20)]
        told += [(Feature.GATHERED, 1.5, day, 0, friends) for day in range(20)]
        told += [(Feature.WELCOMED, 1.0, day, 1 + day % friends) for day in range(20)]
        assert strongest(told) <= THRESHOLD


def test_what_is_worth_nothing_is_no_evidence_at_all() -> None:
    deep: list[Told] = [(Feature.DEEP_POST, 1.0, day, 0, 1) for day in range(8)]
    idle: list[Told] = [(Feature.EXPLAINED, 0.0, day, 1 + day) for day in range(10)]
    for with_idle, without in zip(made_of(deep + idle), made_of(deep), strict=True):
        assert with_idle.tolist() == without.tolist()
    assert len(made_of(idle).member) == 0


def test_members_are_measured_together_as_each_alone_and_nobody_without_deeds() -> None:
    one, two = deeds_of(helped(12, 12), 7), deeds_of([(Feature.ADMIRED, 1.25, 3, 0, 9), *helped(3, 2)], 9)
    both = measure(join_deeds([one, two]), FEATURE_ROLES, SHIPPED)
    assert both.member.tolist() == [7, 9]
    for place, alone in enumerate((one, two)):
        for together, single in zip(both[1:], measure(alone, FEATURE_ROLES, SHIPPED)[1:], strict=True):
            assert together[place].tolist() == single[0].tolist()
    asked = both.of(np.array([1, 9, 700]))
    assert asked.strength[1].tolist() == both.strength[1].tolist()
    assert not asked.strength[[0, 2]].any()
    assert len(made_of([]).member) == 0


@given(st.lists(st.tuples(st.integers(0, 170), st.integers(1, 30)), min_size=1, max_size=60), st.integers(2, 10))
def test_saying_it_ten_times_over_changes_nothing(told: list[tuple[int, int]], times: int) -> None:
    deeds: list[Told] = [(Feature.WELCOMED, 1.0, day, person) for day, person in told]
    for once, often in zip(made_of(deeds), made_of(deeds * times), strict=True):
        assert once.tolist() == often.tolist()


@given(st.lists(st.tuples(st.integers(0, 170), st.integers(1, 30)), min_size=1, max_size=40))
def test_shares_add_up_to_what_counts_and_more_people_never_weaken(told: list[tuple[int, int]]) -> None:
    deeds: list[Told] = [(Feature.WELCOMED, 1.0, day, person) for day, person in told]
    made = made_of(deeds)
    assert 0 <= made.strength[0, Role.SOCIAL] <= strongest([*deeds, (Feature.WELCOMED, 1.0, 0, 99)]) <= 100
    assert made.strength[0, Role.SOCIAL] == pytest.approx(100 * (1 - 0.5 ** (made.units.sum() / 6)))
    assert 0 <= made.confidence[0, Role.SOCIAL] <= 1


def hold_one(before: tuple[bool, int], strength: float, *, day: int) -> tuple[bool, int]:
    held = hold(Held(np.array([[before[0]]]), np.array([[before[1]]])), np.array([[strength]]), SHIPPED, day=day)
    return bool(held.holds[0, 0]), int(held.low_since[0, 0])


def test_promotion_is_at_once_and_demotion_slow() -> None:
    assert hold_one((False, NOT_LOW), THRESHOLD, day=100) == (False, NOT_LOW), "three friends come so far"
    held = hold_one((False, NOT_LOW), THRESHOLD + 0.1, day=100)
    assert held == (True, NOT_LOW)
    assert hold_one(held, THRESHOLD * 0.95, day=101) == (True, NOT_LOW), "above the low water"
    low = hold_one(held, 10.0, day=101)
    assert low == (True, 101)
    assert hold_one(low, 10.0, day=100 + DEMOTION_DAYS) == (True, 101)
    assert hold_one(low, 10.0, day=101 + DEMOTION_DAYS) == (False, NOT_LOW)
    assert hold_one(low, THRESHOLD + 0.1, day=110) == (True, NOT_LOW)
    assert hold_one(hold_one(low, 10.0, day=105), 10.0, day=105) == (True, 101), "the same night again"


def test_a_primary_role_needs_strength_and_margin() -> None:
    strength = np.array([(80, 60, 0), (80, 75, 0), (0, 40, 0), (10, 0, 90)], dtype=float)
    assert primary_roles(strength, strength > THRESHOLD, SHIPPED).tolist() == [
        Role.GEEK,
        NO_ROLE,
        NO_ROLE,
        Role.AESTHETIC,
    ]


@pytest.mark.parametrize(
    ("limits", "lets"),
    [(SHIPPED, False), (Limits(threshold=40), True), (Limits(half_strength_units=3), True),
     (Limits(threshold=40, half_strength_units=9), False)],
)  # fmt: skip
def test_no_limits_may_let_three_friends_make_a_role(limits: Limits, lets: bool) -> None:
    assert limits.lets_few_friends_make_a_role == lets
    friends = [(Feature.WELCOMED, 2.0, 0, 1 + day % 3) for day in range(100)]
    friends += [(Feature.CALMED, 2.0, day, 1 + day % 3) for day in range(1, 100)]
    made = measure(deeds_of(friends), FEATURE_ROLES, limits)
    held = hold(Held(np.zeros((1, 3), dtype=bool), np.full((1, 3), NOT_LOW)), made.strength, limits, day=1)
    assert held.holds.any() == lets
