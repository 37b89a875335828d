"""Hosts are alike and not busy; a funnel is counted by month; a gear is
missing against one's own best month.
"""

from datetime import date
from typing import Any

import numpy as np
import pytest

from activity.rules.calendar import day_number
from roles.rules.balance import (
    Fullness,
    best_month,
    judge_expected,
    judge_gear,
)
from roles.rules.hosts import MAX_LOAD, Host, Profile, suggest_hosts
from roles.rules.journey import JourneyStep, funnel_by_month

NEW = Profile(1, "上海", frozenset({"星澜 S5"}), frozenset({"露营"}))


def host(
    member: int,
    city: str = "",
    model: str = "",
    tag: str = "",
    load: int = 0,
) -> Host:
    return Host(
        Profile(
            member,
            city,
            frozenset({model} - {""}),
            frozenset({tag} - {""}),
        ),
        60.0,
        load,
    )


def test_the_host_has_most_in_common_and_time() -> None:
    alike, near, busy = (
        host(2, "上海", "星澜 S5"),
        host(3, "上海"),
        host(4, "上海", "星澜 S5", load=2),
    )
    found = suggest_hosts(
        NEW,
        [near, busy, alike, host(1, "上海"), host(5, "北京")],
    )
    assert [one.member for one in found] == [2, 4, 3]
    assert (found[0].city, found[0].models) == ("上海", ("星澜 S5",))
    assert suggest_hosts(NEW, [host(6, "上海", load=MAX_LOAD)]) == []
    assert (
        suggest_hosts(
            Profile(1, "", frozenset(), frozenset()),
            [host(7), host(8, "", "", "摄影")],
        )
        == []
    )


def days_of(*days: date) -> Any:
    return np.array([day_number(day) for day in days])


def waiting(**steps: list[int]) -> dict[JourneyStep, Any]:
    return {
        JourneyStep[name.upper()]: np.array(days)
        for name, days in steps.items()
    }


def test_the_funnel_counts_steps_and_days() -> None:
    may = [date(2026, 5, 1 + n) for n in range(3)]
    joined = days_of(*may, date(2026, 6, 2))
    young, old = funnel_by_month(
        joined,
        waiting(wrote=[2, 4, 9, -1]),
        known_since={},
    )
    assert (
        young.month,
        young.joined,
        young.reached[JourneyStep.WROTE],
        young.days,
    ) == (date(2026, 6, 1), 1, 0, {})
    assert (
        old.joined,
        old.reached[JourneyStep.WROTE],
        old.days[JourneyStep.WROTE],
    ) == (
        3,
        3,
        4.0,
    )


def test_who_joined_before_the_record_makes_no_median() -> None:
    joined = days_of(date(2026, 4, 9), date(2026, 5, 9), date(2026, 5, 20))
    waited = waiting(wrote=[55, 25, 7])
    for since, shown in (
        (date(2026, 5, 1), {5: 16.0}),
        (date(2026, 5, 10), {5: 7.0}),
        (date(2026, 5, 21), {}),
        (date(2026, 1, 1), {4: 55.0, 5: 16.0}),
    ):
        funnel = funnel_by_month(
            joined,
            waited,
            known_since={JourneyStep.WROTE: since},
        )
        assert {
            one.month.month: one.days[JourneyStep.WROTE]
            for one in funnel
            if JourneyStep.WROTE in one.days
        } == shown
        assert [one.reached[JourneyStep.WROTE] for one in funnel] == [2, 1], (
            "the count stays"
        )


@pytest.mark.parametrize(
    ("holders", "expected", "fullness"),
    [
        (2, 3.6, Fullness.SHORT),
        (2, 4.4, Fullness.SHORT),
        (1, 1.6, Fullness.SHORT),
        (1, 2.4, Fullness.SHORT),
        (1, 2.5, Fullness.MISSING),
        (4, 4.4, Fullness.FULL),
        (0, 1.0, Fullness.MISSING),
        (0, 0.99, Fullness.NOT_EXPECTED),
    ],
)
def test_the_same_shown_numbers_get_the_same_word(
    holders,
    expected,
    fullness,
) -> None:
    gear = judge_expected(holders=holders, expected=expected)
    assert gear.fullness is fullness


def test_a_gear_is_missing_against_the_own_best_month() -> None:
    best = best_month(
        [
            (date(2026, 3, 1), 10, 500),
            (date(2026, 4, 1), 5, 0),
            (date(2026, 5, 1), 2, 400),
        ],
    )
    assert best is not None and best == (date(2026, 3, 1), 0.02)
    few = judge_gear(holders=1, active=200, best=best)
    assert few == (1, 4.0, Fullness.MISSING)
    assert judge_gear(holders=2, active=200, best=best).is_short
    assert not judge_gear(holders=0, active=40, best=best).is_missing, (
        "too small to expect one"
    )
    assert best_month([(date(2026, 4, 1), 3, 0)]) is None
    assert judge_gear(holders=0, active=40, best=None).expected == 0
