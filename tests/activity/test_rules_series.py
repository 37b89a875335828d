"""Series add up the same in any order and in any pieces; late events correct their week."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity.rules.calendar import (
    DayTable,
    day_number,
    first_kept_week,
    week_number,
    week_start,
)
from activity.rules.kinds import (
    DIMENSIONS,
    KINDS,
    NOT_COUNTED,
    dimension_table,
)
from activity.rules.series import (
    NEVER_FIRST,
    WEEK_RECORD,
    EventColumns,
    SeriesAccumulator,
    SeriesSet,
    drop_weeks_before,
    merge_series,
    slice_members,
)
from common.rules.packing import pack_records, unpack_records

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 5, 20)
MEMBERS = np.array([3, 4, 9], dtype=np.int64)
DAYS = DayTable(
    week_start(first_kept_week(day_number(LAST))),
    LAST + timedelta(days=1),
    ZONE,
)
MIDNIGHT = (day_number(LAST) + 1) * 86_400 - 8 * 3600
KIND_NUMBERS = [kind.number for kind in KINDS]

event = st.tuples(
    st.sampled_from(MEMBERS.tolist()),
    st.integers(MIDNIGHT - 1300 * 86_400, MIDNIGHT + 86_400),
    st.sampled_from(KIND_NUMBERS),
    st.integers(1, 1000),
)


def columns(events: list[tuple[int, int, int, int]]) -> EventColumns:
    table = np.array(events, dtype=np.int64).reshape(-1, 4)
    return EventColumns(
        table[:, 0],
        table[:, 1],
        table[:, 2].astype(np.int16),
        table[:, 3].astype(np.int32),
    )


def accumulate(*parts: list[tuple[int, int, int, int]]) -> SeriesSet:
    accumulator = SeriesAccumulator(
        MEMBERS,
        last_day=day_number(LAST),
        days=DAYS,
    )
    for part in parts:
        accumulator.add(columns(part))
    return accumulator.series()


def same(one: SeriesSet, other: SeriesSet) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@given(st.lists(event, max_size=60), st.integers(0, 60), st.randoms())
def test_the_order_and_the_cutting_of_events_never_shows(
    events,
    cut,
    random,
) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert same(accumulate(events), accumulate(shuffled[:cut], shuffled[cut:]))


@given(st.lists(event, max_size=60), st.integers(0, 60))
def test_late_events_merged_in_equal_a_rebuild(events, cut) -> None:
    assert same(
        merge_series(accumulate(events[:cut]), accumulate(events[cut:])),
        accumulate(events),
    )


@given(st.lists(event, max_size=60))
def test_packing_and_unpacking_changes_nothing(events) -> None:
    series = accumulate(events)
    content, offsets = pack_records(
        series.owner,
        series.records,
        len(series.member),
    )
    owner, records = unpack_records(
        [content[a:b] for a, b in itertools.pairwise(offsets)],
        WEEK_RECORD,
    )
    assert np.array_equal(owner, series.owner)
    assert np.array_equal(records, series.records)


@given(st.lists(event, max_size=60))
def test_counts_and_totals_are_those_of_a_plain_loop(events) -> None:
    series, table = accumulate(events), dimension_table()
    counts: dict[tuple[int, int, int], int] = {}
    totals = np.zeros((len(MEMBERS), len(DIMENSIONS)), dtype=int)
    for member, seconds, kind, quantity in events:
        day = (seconds + 8 * 3600) // 86_400
        dimension = int(table[kind])
        if dimension == NOT_COUNTED or day > day_number(LAST):
            continue
        index = MEMBERS.tolist().index(member)
        totals[index, dimension] += quantity
        week = week_number(day)
        if week >= first_kept_week(day_number(LAST)):
            key = (index, week, dimension)
            counts[key] = min(65535, counts.get(key, 0) + quantity)
    assert np.array_equal(series.total, totals)
    read = {
        (int(owner), int(record["week"]), d): int(record["counts"][d])
        for owner, record in zip(series.owner, series.records, strict=True)
        for d in range(len(DIMENSIONS))
        if record["counts"][d]
    }
    assert read == counts


def test_sums_saturate_instead_of_wrapping() -> None:
    events = [(3, MIDNIGHT - 3600, 10, 1000)] * 70
    assert accumulate(events).records["counts"][0].tolist() == [
        0,
        65535,
        0,
        0,
        0,
    ]
    merged = merge_series(accumulate(events[:40]), accumulate(events[40:]))
    assert merged.records["counts"][0].tolist() == [0, 65535, 0, 0, 0]


def test_background_refreshes_are_no_sign_of_life() -> None:
    series = accumulate([(3, MIDNIGHT - 3600, 9, 1)])
    assert series.first[0] == NEVER_FIRST
    assert not len(series.records)


def test_an_event_at_midnight_belongs_to_the_day_that_begins() -> None:
    series = accumulate([(3, MIDNIGHT - 1, 1, 1), (4, MIDNIGHT, 1, 1)])
    assert series.owner.tolist() == [0]
    assert series.first[1] == NEVER_FIRST


def test_slices_hold_their_members_only() -> None:
    series = accumulate([(3, MIDNIGHT - 1, 1, 1), (9, MIDNIGHT - 1, 1, 2)])
    part = slice_members(series, 1, 3)
    assert part.member.tolist() == [4, 9]
    assert part.owner.tolist() == [1]


def test_weeks_before_the_window_are_dropped() -> None:
    series = accumulate(
        [(3, MIDNIGHT - 8 * 86_400, 1, 1), (3, MIDNIGHT - 1, 1, 1)],
    )
    assert (
        len(drop_weeks_before(series, week_number(day_number(LAST))).records)
        == 1
    )


def test_series_of_different_members_do_not_merge() -> None:
    other = accumulate([])._replace(member=np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="different members"):
        merge_series(accumulate([]), other)


@pytest.mark.parametrize(
    "zone",
    ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"],
)
def test_days_are_those_of_the_zone_also_when_clocks_change(zone) -> None:
    first, last = date(2025, 3, 1), date(2025, 11, 30)
    table = DayTable(first, last, ZoneInfo(zone))
    moments = np.arange(1_740_900_000, 1_764_300_000, 4321)
    expected = [
        day_number(
            datetime.fromtimestamp(int(s), UTC)
            .astimezone(ZoneInfo(zone))
            .date(),
        )
        for s in moments
    ]
    assert table.days(moments).tolist() == expected
