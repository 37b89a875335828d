"""Hosts are alike and not busy; a funnel is counted by month; a gear is
missing against one's own best month.
"""

from datetime import date

from roles.rules.balance import best_month, judge_gear
from roles.rules.hosts import MAX_LOAD, Host, Profile, suggest_hosts
from roles.rules.journey import (
    Journey,
    StageHandover,
    Step,
    funnel_by_month,
    stage_handovers,
)
from roles.rules.strength import Role

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


def test_the_funnel_counts_steps_and_days() -> None:
    may = [
        Journey(
            n,
            date(2026, 5, 1 + n),
            {Step.WROTE: date(2026, 5, 1 + n + days)},
        )
        for n, days in enumerate((2, 4, 9))
    ]
    june = Journey(9, date(2026, 6, 2), {})
    young, old = funnel_by_month([*may, june], known_since={})
    assert (
        young.month,
        young.joined,
        young.reached[Step.WROTE],
        young.days,
    ) == (date(2026, 6, 1), 1, 0, {})
    assert (old.joined, old.reached[Step.WROTE], old.days[Step.WROTE]) == (
        3,
        3,
        4.0,
    )


def test_months_before_the_record_have_no_median() -> None:
    april, may = (
        Journey(n, date(2026, n, 9), {Step.WROTE: date(2026, 6, 3)})
        for n in (4, 5)
    )
    for since, shown in (
        (date(2026, 5, 1), {5: 25.0}),
        (date(2026, 5, 2), {}),
        (date(2026, 1, 1), {4: 55.0, 5: 25.0}),
    ):
        funnel = funnel_by_month([april, may], known_since={Step.WROTE: since})
        assert {
            one.month.month: one.days[Step.WROTE]
            for one in funnel
            if Step.WROTE in one.days
        } == shown
        assert all(one.reached[Step.WROTE] == 1 for one in funnel), (
            "the count stays"
        )


def test_handovers_go_from_role_to_role() -> None:
    day = date(2026, 5, 1)
    journeys = [
        Journey(n, day, {}, attracted_by=10, welcomed_by=11, answered_by=None)
        for n in range(3)
    ]
    journeys.append(
        Journey(9, day, {}, attracted_by=None, welcomed_by=11, answered_by=12),
    )
    role_of = {10: Role.AESTHETIC, 11: Role.SOCIAL}
    assert stage_handovers(journeys, role_of) == [
        StageHandover(0, Role.AESTHETIC, Role.SOCIAL, 3),
        StageHandover(1, Role.SOCIAL, None, 1),
    ]


def test_a_gear_is_missing_against_the_own_best_month() -> None:
    best = best_month(
        [
            (date(2026, 3, 1), 10, 500),
            (date(2026, 4, 1), 5, 0),
            (date(2026, 5, 1), 2, 400),
        ],
    )
    assert best is not None and best == (date(2026, 3, 1), 0.02)
    assert judge_gear(holders=1, active=200, best=best) == (1, 4.0, True)
    assert not judge_gear(holders=2, active=200, best=best).is_missing
    assert not judge_gear(holders=0, active=40, best=best).is_missing, (
        "too small to expect one"
    )
    assert best_month([(date(2026, 4, 1), 3, 0)]) is None
    assert judge_gear(holders=0, active=40, best=None).expected == 0
