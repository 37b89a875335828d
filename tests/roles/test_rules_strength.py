"""Roles grow from what is done for different people on different days; volume
makes nobody anything.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.rules.contributions import (
    CONTRIBUTION_ROLES,
    ContributionType,
    join_contributions,
)
from roles.rules.holding import (
    NO_ROLE,
    NOT_LOW,
    Held,
    hold,
    primary_roles,
)
from roles.rules.limits import Limits
from roles.rules.strength import (
    Contributions,
    Role,
    Strengths,
    measure,
)

MEMBER = 500
SHIPPED = Limits()
THRESHOLD, DEMOTION_DAYS = SHIPPED.threshold, SHIPPED.demotion_days
# (feature, weight, days ago, person[, echo])
Entry = (
    tuple[ContributionType, float, int, int]
    | tuple[ContributionType, float, int, int, int]
)


def contributions_of(
    entries: list[Entry],
    member: int = MEMBER,
) -> Contributions:
    rows = np.array([(*one, 0)[:5] for one in entries], dtype=float).reshape(
        -1,
        5,
    )
    contribution_type, weight, days_ago, person, reach = rows.T
    whole = (
        column.astype(np.int64)
        for column in (contribution_type, days_ago, person, reach)
    )
    contribution_type, days_ago, person, reach = whole
    count = len(entries)
    return Contributions(
        np.full(count, member),
        contribution_type,
        weight,
        days_ago,
        person,
        np.arange(count),
        reach,
    )


def made_of(entries: list[Entry]) -> Strengths:
    return measure(contributions_of(entries), CONTRIBUTION_ROLES, SHIPPED)


def strongest(entries: list[Entry]) -> float:
    return float(made_of(entries).strength.max())


def helped(people: int, days: int) -> list[Entry]:
    return [
        (ContributionType.THANKED, 1.0, n % days * 3, 1 + n)
        for n in range(people)
    ]


def test_many_people_on_many_days_make_a_role() -> None:
    made = made_of(helped(12, 12))
    assert made.strength[0, Role.GEEK] >= THRESHOLD
    assert (made.people[0, Role.GEEK], made.days[0, Role.GEEK]) == (12, 12)
    assert made.confidence[0, Role.GEEK] > 0.8
    assert (
        made.strength[0, Role.SOCIAL]
        == made.confidence[0, Role.AESTHETIC]
        == 0
    )


def test_a_person_gives_two_units_and_half_after_sixty_days() -> None:
    made = made_of(
        [
            (ContributionType.THANKED, 2.0, 0, 7),
            (ContributionType.EXPLAINED, 0.7, 1, 7),
            (ContributionType.WELCOMED, 1.0, 60, 7),
        ],
    )
    units = made.units[0]
    assert units[ContributionType.EXPLAINED] == pytest.approx(
        0.7 * 0.5 ** (1 / 60),
    )
    assert units[ContributionType.EXPLAINED] + units[
        ContributionType.THANKED
    ] == pytest.approx(2.0)
    assert units[ContributionType.WELCOMED] == pytest.approx(0.5), (
        "another role, another purse"
    )
    assert made.strength[0, Role.GEEK] == pytest.approx(
        100 * (1 - 0.5 ** (2 / 6)),
    )


@pytest.mark.parametrize(
    "entries",
    [
        helped(100, 1),
        [(ContributionType.THANKED, 2.0, day, 7) for day in range(100)],
        [
            (ContributionType.MUTUAL, 1.0, day, 1 + day % 2)
            for day in range(100)
        ],
        [(ContributionType.ADMIRED, 1.0, day, 0) for day in range(100)],
    ],
    ids=[
        "one day",
        "one person, or one's own second account",
        "two friends",
        "admired by nobody",
    ],
)
def test_no_role_from_a_single_day_a_single_person_or_friends(entries) -> None:
    assert strongest(entries) < THRESHOLD


def test_what_is_for_all_counts_by_those_who_reacted() -> None:
    def shown(reach: int) -> list[Entry]:
        return [
            (
                ContributionType.ADMIRED,
                1.0,
                day * 7,
                0,
                reach if day == 3 else 0,
            )
            for day in range(12)
        ]

    assert strongest(shown(20)) >= THRESHOLD
    assert strongest(shown(2)) < THRESHOLD


def test_reacting_and_answered_friends_may_be_the_same() -> None:
    """Two or three friends who react to everything and are answered by it,
    too, make nobody anything.
    """
    for friends in (2, 3):
        entries: list[Entry] = [
            (ContributionType.DEEP_POST, 1.0, day, 0, friends)
            for day in range(20)
        ]
        entries += [
            (ContributionType.THANKED, 2.0, day, 1 + day % friends)
            for day in range(20)
        ]
        entries += [
            (ContributionType.GATHERED, 1.5, day, 0, friends)
            for day in range(20)
        ]
        entries += [
            (ContributionType.WELCOMED, 1.0, day, 1 + day % friends)
            for day in range(20)
        ]
        assert strongest(entries) <= THRESHOLD


def test_what_is_worth_nothing_is_no_evidence_at_all() -> None:
    deep: list[Entry] = [
        (ContributionType.DEEP_POST, 1.0, day, 0, 1) for day in range(8)
    ]
    idle: list[Entry] = [
        (ContributionType.EXPLAINED, 0.0, day, 1 + day) for day in range(10)
    ]
    for with_idle, without in zip(
        made_of(deep + idle),
        made_of(deep),
        strict=True,
    ):
        assert with_idle.tolist() == without.tolist()
    assert len(made_of(idle).member) == 0


def test_members_are_measured_together_as_alone() -> None:
    one, two = (
        contributions_of(helped(12, 12), 7),
        contributions_of(
            [(ContributionType.ADMIRED, 1.25, 3, 0, 9), *helped(3, 2)],
            9,
        ),
    )
    both = measure(join_contributions([one, two]), CONTRIBUTION_ROLES, SHIPPED)
    assert both.member.tolist() == [7, 9]
    for place, alone in enumerate((one, two)):
        for together, single in zip(
            both[1:],
            measure(alone, CONTRIBUTION_ROLES, SHIPPED)[1:],
            strict=True,
        ):
            assert together[place].tolist() == single[0].tolist()
    asked = both.of(np.array([1, 9, 700]))
    assert asked.strength[1].tolist() == both.strength[1].tolist()
    assert not asked.strength[[0, 2]].any()
    assert len(made_of([]).member) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 170), st.integers(1, 30)),
        min_size=1,
        max_size=60,
    ),
    st.integers(2, 10),
)
def test_saying_it_ten_times_over_changes_nothing(
    entries: list[tuple[int, int]],
    times: int,
) -> None:
    contributions: list[Entry] = [
        (ContributionType.WELCOMED, 1.0, day, person)
        for day, person in entries
    ]
    for once, often in zip(
        made_of(contributions),
        made_of(contributions * times),
        strict=True,
    ):
        assert once.tolist() == often.tolist()


@given(
    st.lists(
        st.tuples(st.integers(0, 170), st.integers(1, 30)),
        min_size=1,
        max_size=40,
    ),
)
def test_shares_add_up_and_more_people_never_weaken(
    entries: list[tuple[int, int]],
) -> None:
    contributions: list[Entry] = [
        (ContributionType.WELCOMED, 1.0, day, person)
        for day, person in entries
    ]
    made = made_of(contributions)
    assert (
        0
        <= made.strength[0, Role.SOCIAL]
        <= strongest([*contributions, (ContributionType.WELCOMED, 1.0, 0, 99)])
        <= 100
    )
    assert made.strength[0, Role.SOCIAL] == pytest.approx(
        100 * (1 - 0.5 ** (made.units.sum() / 6)),
    )
    assert 0 <= made.confidence[0, Role.SOCIAL] <= 1


def hold_one(
    before: tuple[bool, int],
    strength: float,
    *,
    day: int,
) -> tuple[bool, int]:
    held = hold(
        Held(np.array([[before[0]]]), np.array([[before[1]]])),
        np.array([[strength]]),
        SHIPPED,
        day=day,
    )
    return bool(held.holds[0, 0]), int(held.low_since[0, 0])


def test_promotion_is_at_once_and_demotion_slow() -> None:
    assert hold_one((False, NOT_LOW), THRESHOLD, day=100) == (
        False,
        NOT_LOW,
    ), "three friends come so far"
    held = hold_one((False, NOT_LOW), THRESHOLD + 0.1, day=100)
    assert held == (True, NOT_LOW)
    assert hold_one(held, THRESHOLD * 0.95, day=101) == (True, NOT_LOW), (
        "above the low water"
    )
    low = hold_one(held, 10.0, day=101)
    assert low == (True, 101)
    assert hold_one(low, 10.0, day=100 + DEMOTION_DAYS) == (True, 101)
    assert hold_one(low, 10.0, day=101 + DEMOTION_DAYS) == (False, NOT_LOW)
    assert hold_one(low, THRESHOLD + 0.1, day=110) == (True, NOT_LOW)
    assert hold_one(hold_one(low, 10.0, day=105), 10.0, day=105) == (
        True,
        101,
    ), "the same night again"


def test_a_primary_role_needs_strength_and_margin() -> None:
    strength = np.array(
        [(80, 60, 0), (80, 75, 0), (0, 40, 0), (10, 0, 90)],
        dtype=float,
    )
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
def test_no_limits_may_let_three_friends_make_a_role(
    limits: Limits,
    lets: bool,
) -> None:
    assert limits.lets_few_friends_make_a_role == lets
    friends = [
        (ContributionType.WELCOMED, 2.0, 0, 1 + day % 3) for day in range(100)
    ]
    friends += [
        (ContributionType.CALMED, 2.0, day, 1 + day % 3)
        for day in range(1, 100)
    ]
    made = measure(contributions_of(friends), CONTRIBUTION_ROLES, limits)
    held = hold(
        Held(np.zeros((1, 3), dtype=bool), np.full((1, 3), NOT_LOW)),
        made.strength,
        limits,
        day=1,
    )
    assert held.holds.any() == lets
