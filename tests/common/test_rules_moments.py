"""Moments are read as their writers meant them, or refused by name."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.rules.local_time import ClockChange
from common.rules.moments import (
    MomentError,
    MomentReader,
    MomentRules,
    TimeFormat,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(1992, 1, 1)  # noqa: DTZ001
LAST = datetime(2099, 12, 31)  # noqa: DTZ001
HALF_PAST_NINE = datetime(2026, 4, 7, 1, 30, tzinfo=UTC)


def read(value: Any, **rules: Any) -> datetime:
    reader = MomentReader(MomentRules(**{"zone": SHANGHAI, **rules}))
    if isinstance(value, str):
        return reader.read(value)
    return reader.read_number(value)


def fault(value: Any, **rules: Any) -> str:
    with pytest.raises(MomentError) as refused:
        read(value, **rules)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-07T09:30:00+08:00",
        "2026-04-07T01:30:00Z",
        "2026-04-07t01:30:00z",
        "2026-04-07 01:30:00 UTC",
        "2026-04-07 01:30:00 gmt",
        "2026-04-07 09:30:00 +0800",
        "2026-04-07 09:30 UTC+8",
        "2026-04-07 09:30:00",
        "2026-4-7 9:30",
        "2026/4/7 9:30",
        "2026.4.7 9:30:00",
        "2026/04/07 09:30:00.000",
        "2026-04-07T09:30:00.0000000009",
        "2026-04-07 09:30:00,000",
        "2026年4月7日 9:30",
        "2026年4月7日9时30分",
        "2026年4月7日 9时30分0秒",
        "2026年04月07日 上午9点半",
        "2026/4/7 上午9:30",
        "2026-04-07 早上9:30",
        "2026/4/7 9:30 AM",
        "2026/4/7 9:30:00 a.m.",
        "２０２６年４月７日　９：３０",
        "２０２６／４／７ 上午９：３０",
        "2026年4月7日 星期二 9:30",
        "2026-04-07（周二）9:30",
        "20260407093000",
        "20260407T093000",
        "202604070930",
        "7 Apr 2026 09:30",
        "Tue, 07 Apr 2026 09:30:00 +0800",
        "April 7, 2026 9:30 AM",
        "Tue Apr 07 2026 09:30:00 GMT+0800 (中国标准时间)",
        "1775525400",
        "1775525400000",
        "1775525400.0",
        1775525400,
        1775525400000,
        1775525400.0,
    ],
)
def test_one_moment_in_many_spellings(text: Any) -> None:
    assert read(text) == HALF_PAST_NINE


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("凌晨12:15", 0),
        ("上午12:15", 0),
        ("凌晨3:15", 3),
        ("中午12:15", 12),
        ("中午1:15", 13),
        ("下午12:15", 12),
        ("下午3:15", 15),
        ("下午15:15", 15),
        ("晚上8:15", 20),
        ("傍晚6:15", 18),
        ("12:15 PM", 12),
        ("12:15 AM", 0),
    ],
)
def test_parts_of_the_day(text: str, hour: int) -> None:
    moment = read(f"2026/4/7 {text}").astimezone(SHANGHAI)
    assert (moment.day, moment.hour, moment.minute) == (7, hour, 15)


def test_the_end_of_a_day_begins_the_next() -> None:
    assert read("2026-04-30 24:00:00") == read("2026-05-01 00:00")


def test_known_values() -> None:
    assert read("1746064800") == datetime(2025, 5, 1, 2, tzinfo=UTC)
    serial = read("46143.378", time_format=TimeFormat.EXCEL_SERIAL)
    assert serial == datetime(2026, 5, 1, 1, 4, 19, tzinfo=UTC)
    assert read(46143.378, are_serials=True) == serial


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("vorgestern", "bad_time"),
        ("", "bad_time"),
        ("9:30", "bad_time"),
        ("2026-02-30 9:30", "bad_time"),
        ("2026年2月30日", "bad_time"),
        ("2026-04-07 24:01", "bad_time"),
        ("2026-04-07 9:61", "bad_time"),
        ("2026-04-0709:30", "bad_time"),
        ("2026/4/7 上午15:30", "bad_time"),
        ("2026/4/7 晚上12:30", "bad_time"),
        ("2026/4/7 晚上2:30", "bad_time"),
        ("2026-04-07 09:30 CST", "bad_time"),
        ("2026-04-07 09:30 +24:00", "bad_time"),
        ("2026-04-07 09:30 +16:00", "bad_offset"),
        ("7/4/2026 9:30", "ambiguous_time"),
        ("25/12/2026", "ambiguous_time"),
        ("07.04.26", "ambiguous_time"),
        ("46119.4", "undeclared_time"),
        (46119, "undeclared_time"),
        ("12345", "bad_time"),
        ("21000101000000", "bad_time"),
        ("17755254000", "bad_time"),
        (10**400, "bad_time"),
        (float("inf"), "bad_time"),
        (float("nan"), "bad_time"),
        ("0001-01-01T00:00:00+10:00", "time_out_of_range"),
    ],
)
def test_what_is_no_moment_is_refused_by_name(value: Any, code: str) -> None:
    assert fault(value) == code


def test_local_times_need_a_zone() -> None:
    assert fault("2026/4/7 9:30", zone=None) == "time_without_zone"
    assert read("2026/4/7 1:30 UTC", zone=None) == HALF_PAST_NINE


def test_declared_formats() -> None:
    day_first = {"time_format": TimeFormat.DAY_FIRST}
    month_first = {"time_format": TimeFormat.MONTH_FIRST}
    assert read("7/4/2026 9:30", **day_first) == HALF_PAST_NINE
    assert read("4/7/26 9:30 AM", **month_first) == HALF_PAST_NINE
    assert read("07.04.2026 09:30", **day_first) == HALF_PAST_NINE
    assert fault("4/25/2026", **day_first) == "bad_time"
    assert read("2026-04-07 9:30", **month_first) == HALF_PAST_NINE
    seconds = {"time_format": TimeFormat.EPOCH_SECONDS}
    assert read("1775525400.25", **seconds).microsecond == 250_000
    millis = {"time_format": TimeFormat.EPOCH_MILLISECONDS}
    assert read("1775525400000", **millis) == HALF_PAST_NINE


@pytest.mark.parametrize(
    ("zone", "text", "code", "earlier", "later"),
    [
        (BERLIN, "2026-03-29 02:30", "local_time_skipped", "00:30", "01:30"),
        (BERLIN, "2026-10-25 02:30", "local_time_repeated", "00:30", "01:30"),
        (SHANGHAI, "1987-04-12 02:30", "local_time_skipped", "17:30", "18:30"),
        (
            SHANGHAI,
            "1990-09-16 01:30",
            "local_time_repeated",
            "16:30",
            "17:30",
        ),
    ],
)
def test_clock_changes_are_refused_or_read_as_declared(
    zone: ZoneInfo,
    text: str,
    code: str,
    earlier: str,
    later: str,
) -> None:
    assert fault(text, zone=zone) == code
    found = [
        f"{read(text, zone=zone, clock_change=rule):%H:%M}"
        for rule in (ClockChange.EARLIER, ClockChange.LATER)
    ]
    assert found == [earlier, later]


@given(st.text() | st.integers() | st.floats(), st.sampled_from(TimeFormat))
def test_nothing_crashes(value: Any, time_format: TimeFormat) -> None:
    try:
        moment = read(value, time_format=time_format)
    except MomentError:
        return
    assert moment.tzinfo is UTC


@given(
    st.datetimes(FIRST, LAST).map(
        lambda moment: moment.replace(microsecond=0),
    ),
)
def test_every_spelling_of_a_moment_is_the_same(moment: datetime) -> None:
    expected = read(moment.isoformat())
    clock = f"{moment.hour}:{moment:%M:%S}"
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    epoch = int(expected.timestamp())
    assert read(f"{day} {clock}") == expected
    assert (
        read(f"{moment.year}/{moment.month}/{moment.day} {clock}") == expected
    )
    assert read(f"{moment:%Y%m%d%H%M%S}") == expected
    assert read(str(epoch)) == read(epoch * 1000) == expected
