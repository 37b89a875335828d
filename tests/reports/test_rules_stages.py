"""Kinds belong to one stage; cohorts are whole once everybody was watched."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity.rules.kinds import KIND_BY_NAME
from activity.rules.series import EventColumns
from reports.rules.cohorts import is_whole, month_end, months_up_to
from reports.rules.first_acts import NEVER, NOT_YET, FirstActs, days_between
from reports.rules.stages import (
    BY_KINDS,
    SHIPPED,
    Stage,
    kind_numbers,
    stage_by_kind,
)
from reports.rules.touches import (
    Reached,
    Touch,
    members_by_group,
    touches_before,
)


def test_shipped_kinds_have_one_stage_each() -> None:
    stages = stage_by_kind(SHIPPED)
    assert set(stages.values()) == set(BY_KINDS)
    assert "login" not in stages


@pytest.mark.parametrize(
    "kinds",
    [{"search": ["flying"]}, {"search": ["like"], "share": ["like"]}],
)
def test_wrong_kinds_are_refused(kinds: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="kind"):
        stage_by_kind(kinds)


def test_months() -> None:
    months = months_up_to(date(2026, 2, 28))
    assert (months[0], months[-1], len(months)) == (
        date(2025, 3, 1),
        date(2026, 2, 1),
        12,
    )
    assert month_end(date(2025, 12, 1)) == date(2026, 1, 1)
    assert not is_whole(date(2026, 1, 1), date(2026, 4, 30))
    assert is_whole(date(2026, 1, 1), date(2026, 5, 1))


def columns(rows: list[tuple[int, int, str]]) -> EventColumns:
    member, seconds, kinds = zip(*rows, strict=True)
    numbers = [KIND_BY_NAME[name].number for name in kinds]
    return EventColumns(
        np.array(member),
        np.array(seconds),
        np.array(numbers),
        np.ones(len(member), dtype=np.int64),
    )


ACTS = st.tuples(
    st.integers(1, 6),
    st.integers(0, 200),
    st.sampled_from(["login", "like", "search", "post", "background_refresh"]),
)


@given(st.lists(ACTS, min_size=1, max_size=40), st.integers(1, 5))
def test_first_acts_do_not_depend_on_chunks(
    rows: list[tuple[int, int, str]],
    step: int,
) -> None:
    members = np.array([2, 3, 5])
    kinds = {stage: kind_numbers(SHIPPED, stage) for stage in BY_KINDS}
    whole = FirstActs(members, kinds, ends=150)
    whole.add(columns(rows))
    parts = FirstActs(members, kinds, ends=150)
    for start in range(0, len(rows), step):
        parts.add(columns(rows[start : start + step]))
    for stage, first in whole.first.items():
        assert first.tolist() == parts.first[stage].tolist()
        for member, second in zip(
            members.tolist(), first.tolist(), strict=True
        ):
            meant = [
                at
                for who, at, name in rows
                if who == member and at < 150 and belongs(name, stage)
            ]
            assert second == min(meant, default=NEVER)


def belongs(name: str, stage: Stage) -> bool:
    if stage == Stage.ATTENTION:
        return name != "background_refresh"
    return stage_by_kind(SHIPPED).get(name) == stage


def test_days_between() -> None:
    first = np.array([10, 10, 10])
    later = np.array([12, 9, NEVER])
    assert days_between(first, later).tolist() == [2, 0, NOT_YET]


def test_touches_within_the_days_before_count_once() -> None:
    reached = {1: Reached({Stage.SHARE: 100}), 2: Reached({Stage.SHARE: 40})}
    touches = [
        Touch(1, 6, 100),
        Touch(1, 7, 98),
        Touch(1, 7, 99),
        Touch(1, 8, 70),
        Touch(1, 9, 69),
        Touch(1, 9, 101),
        Touch(2, 8, 39),
        Touch(3, 7, 39),
    ]
    pairs = touches_before(touches, reached)
    assert pairs == {Stage.SHARE: {(1, 7), (1, 8), (2, 8)}}
    groups = {7: ["geek"], 8: ["geek", "queen"]}
    assert members_by_group(pairs[Stage.SHARE], groups) == {
        "geek": 2,
        "queen": 2,
    }
