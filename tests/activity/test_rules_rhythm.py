"""Rhythm, level and trend against a plain computation by their definitions."""

import itertools
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activity.rules.calendar import (
    WINDOW_WEEKS,
    DayTable,
    day_number,
    first_kept_week,
    week_start,
)
from activity.rules.community_weeks import count_community_weeks
from activity.rules.rhythm import (
    level_histogram,
    measure_rhythm,
    percentile_of,
    weight_of_weeks,
)
from activity.rules.series import (
    EventColumns,
    SeriesAccumulator,
    SeriesSet,
    empty_series,
)

LAST = date(2026, 5, 20)
LAST_DAY = day_number(LAST)
DAYS = DayTable(
    week_start(first_kept_week(LAST_DAY)),
    LAST + timedelta(days=1),
    ZoneInfo("UTC"),
)


def series_of(ages: list[int], kind: int = 1) -> SeriesSet:
    """Return the series of member 1, active on the days so many days before the last one."""
    seconds = np.array(
        [(LAST_DAY - age) * 86_400 for age in ages],
        dtype=np.int64,
    )
    accumulator = SeriesAccumulator(
        np.array([1]),
        last_day=LAST_DAY,
        days=DAYS,
    )
    n = len(ages)
    accumulator.add(
        EventColumns(
            np.ones(n, np.int64),
            seconds,
            np.full(n, kind, np.int16),
            np.ones(n, np.int32),
        ),
    )
    return accumulator.series()


def measured(ages: list[int]):
    first = (
        np.array([LAST_DAY - max(ages)])
        if ages
        else np.zeros(1, dtype=np.int64)
    )
    return measure_rhythm(series_of(ages), last_day=LAST_DAY, first_day=first)


def plain_level(ages: set[int], half_life: float) -> float:
    tenure = min(max(ages) // 7 + 1, WINDOW_WEEKS)
    total = sum(
        2.0 ** (-(age // 7) / half_life)
        for age in ages
        if age // 7 < WINDOW_WEEKS
    )
    return total / sum(2.0 ** (-k / half_life) for k in range(tenure))


@settings(max_examples=60)
@given(st.sets(st.integers(0, 1200), min_size=1, max_size=80))
def test_levels_are_the_weighted_means_of_their_definition(ages) -> None:
    rhythm = measured(sorted(ages))
    assert rhythm.level[0] == pytest.approx(plain_level(ages, 4), abs=2e-6)
    assert rhythm.long_level[0] == pytest.approx(
        plain_level(ages, 26),
        abs=2e-6,
    )
    assert rhythm.short[0, 0] == rhythm.level[0]
    assert rhythm.short[0, 1:].tolist() == [0, 0, 0, 0]


@settings(max_examples=60)
@given(st.sets(st.integers(0, 1200), min_size=1, max_size=80))
def test_active_days_and_weeks_are_counted_in_sliding_weeks(ages) -> None:
    rhythm, seen = (
        measured(sorted(ages)),
        [age for age in ages if age // 7 < WINDOW_WEEKS],
    )
    assert rhythm.active_days[0] == len(seen)
    assert rhythm.active_days_28[0] == len([age for age in ages if age < 28])
    assert rhythm.active_weeks[0] == len({age // 7 for age in seen})
    assert rhythm.active_weeks_52[0] == len(
        {age // 7 for age in seen if age // 7 < 52},
    )


def test_silence_does_not_erode_the_usual_rhythm() -> None:
    every_other_day = list(range(0, 200, 2))
    awake = measured(every_other_day).usual_days_per_week[0]
    asleep = measured(
        [age + 140 for age in every_other_day],
    ).usual_days_per_week[0]
    assert asleep == pytest.approx(awake, rel=0.02)
    assert awake == pytest.approx(3.5, abs=0.5)


def test_a_newcomer_is_not_taken_for_a_sleeper() -> None:
    assert measured([0, 1, 2, 3, 4, 5, 6]).long_level[0] == pytest.approx(7.0)


def test_a_member_without_events_has_no_rhythm() -> None:
    rhythm = measure_rhythm(
        empty_series(np.array([1])),
        last_day=LAST_DAY,
        first_day=np.zeros(1, dtype=np.int64),
    )
    assert rhythm.tenure_weeks.tolist() == [0]
    assert rhythm.level.tolist() == [0.0]
    assert rhythm.usual_days_per_week.tolist() == [0.0]


def test_no_members_at_all_are_fine() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert (
        len(
            measure_rhythm(
                empty_series(none),
                last_day=LAST_DAY,
                first_day=none,
            ).level,
        )
        == 0
    )


def test_percentiles_put_ties_at_their_middle() -> None:
    level = np.array([0.0, 1.0, 1.0, 3.0])
    assert percentile_of(level, level_histogram(level)).tolist() == [
        12.5,
        50.0,
        50.0,
        87.5,
    ]


def test_percentiles_of_parts_are_those_of_the_whole() -> None:
    level = np.random.default_rng(1).uniform(0, 7, 500)
    parts = level_histogram(level[:200]) + level_histogram(level[200:])
    assert np.array_equal(
        percentile_of(level, parts),
        percentile_of(level, level_histogram(level)),
    )


def test_a_full_attendance_weighs_the_sum_of_its_weeks() -> None:
    assert weight_of_weeks(np.array([3.0]), 4.0)[0] == pytest.approx(
        1 + 2**-0.25 + 2**-0.5,
    )


@settings(max_examples=40)
@given(st.sets(st.integers(0, 1000), min_size=1, max_size=40))
def test_who_returns_was_silent_for_28_days(ages) -> None:
    series = series_of(sorted(ages))
    first_week = first_kept_week(LAST_DAY)
    born = np.array([(LAST_DAY - max(ages) + 3) // 7])
    weeks = count_community_weeks(
        series,
        counted=np.array([True]),
        first_week=first_week,
        first_active_week=born,
    )
    days = sorted(LAST_DAY - age for age in ages)
    expected = {
        (b + 3) // 7 for a, b in itertools.pairwise(days) if b - a > 28
    }
    assert int(weeks.returning.sum()) == len(expected)
    assert int(weeks.new.sum()) == 1
    assert int(weeks.active.sum()) == len({(day + 3) // 7 for day in days})


def test_who_does_not_count_is_in_no_week() -> None:
    weeks = count_community_weeks(
        series_of([0, 40]),
        counted=np.array([False]),
        first_week=first_kept_week(LAST_DAY),
        first_active_week=np.array([0]),
    )
    assert (
        int(weeks.active.sum() + weeks.new.sum() + weeks.returning.sum()) == 0
    )
