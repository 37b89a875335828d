"""A raw row becomes a draft, or every fault of it is named."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity.rules.drafts import (
    EventDraft,
    EventRowParser,
    SourceMapping,
    content_id,
)
from common.rules.moments import TimeFormat
from common.rules.rows import RejectedDraft

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
GOOD = {
    "external_id": "a1",
    "member": "u1",
    "occurred_at": "2026-05-19T10:00:00+08:00",
    "kind": "like",
}


def parser_of(**changes) -> EventRowParser:
    rules = SourceMapping({}, {}, None, NOW)._replace(**changes)
    return EventRowParser(rules)


def codes(row, **changes) -> list[tuple[str, str]]:
    read = parser_of(**changes).read(row, 7)
    assert isinstance(read, RejectedDraft), read
    return [(fault.code, fault.column) for fault in read.faults]


def test_a_good_row_is_read_into_utc() -> None:
    draft = parser_of().read({**GOOD, "quantity": "3"}, 7)
    assert draft == EventDraft(
        7,
        "a1",
        "u1",
        datetime(2026, 5, 19, 2, 0, tzinfo=UTC),
        10,
        3,
    )


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("member", None, "missing_value"),
        ("member", "   ", "missing_value"),
        ("member", 1.5, "wrong_type"),
        ("member", ["u"], "wrong_type"),
        ("member", True, "wrong_type"),
        ("member", "x" * 129, "too_long"),
        ("member", "u\x001", "unreadable_text"),
        ("member", "u\u202e1", "unreadable_text"),
        ("member", "u\ud8001", "unreadable_text"),
        ("kind", "dance", "unknown_kind"),
        ("quantity", "0", "bad_quantity"),
        ("quantity", -1, "bad_quantity"),
        ("quantity", 1.5, "bad_quantity"),
        ("quantity", "1001", "bad_quantity"),
        ("quantity", "9" * 400, "bad_quantity"),
        ("quantity", True, "bad_quantity"),
        ("occurred_at", "yesterday", "bad_time"),
        ("occurred_at", "2026-13-01", "bad_time"),
        ("occurred_at", "2026/02/30", "bad_time"),
        ("occurred_at", "2026-05-19T10:00:00", "time_without_zone"),
        ("occurred_at", "2026-05-19T10:00:00+16:00", "bad_offset"),
        ("occurred_at", "0001-01-01T00:00:00+10:00", "time_out_of_range"),
        ("occurred_at", "1989-12-31T23:59:59+00:00", "time_out_of_range"),
        ("occurred_at", "9999-12-31T23:59:59-10:00", "time_out_of_range"),
        ("occurred_at", "2026-05-20T02:10:01+00:00", "time_in_future"),
        ("external_id", "x" * 129, "too_long"),
    ],
)
def test_each_fault_is_named_with_its_column(column, value, code) -> None:
    assert codes({**GOOD, column: value}) == [(code, column)]


def test_every_fault_of_a_row_is_named_at_once() -> None:
    assert codes(
        {"member": "", "occurred_at": "?", "kind": "dance", "quantity": 0},
    ) == [
        ("missing_value", "member"),
        ("bad_time", "occurred_at"),
        ("unknown_kind", "kind"),
        ("bad_quantity", "quantity"),
    ]


def test_ten_minutes_ahead_are_a_clock_that_runs_fast() -> None:
    assert isinstance(
        parser_of().read(
            {**GOOD, "occurred_at": "2026-05-20T02:10:00+00:00"},
            1,
        ),
        EventDraft,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-19", "2026-05-18T16:00:00+00:00"),
        ("2026/5/19 8:05", "2026-05-19T00:05:00+00:00"),
        ("2026.5.19 08:05:09", "2026-05-19T00:05:09+00:00"),
        ("2026-05-19T10:00:00.123", "2026-05-19T02:00:00.123000+00:00"),
        ("2026-05-19T10:00:00Z", "2026-05-19T10:00:00+00:00"),
    ],
)
def test_times_are_read_in_the_zone_of_the_source(text, expected) -> None:
    draft = parser_of(zone=ZoneInfo("Asia/Shanghai")).read(
        {**GOOD, "occurred_at": text},
        1,
    )
    assert isinstance(draft, EventDraft)
    assert draft.occurred_at == datetime.fromisoformat(expected)


def test_kinds_are_mapped_exactly_then_by_pattern() -> None:
    kinds = {"badge:*": "-", "badge:Gold": "post", "question": "post"}
    assert (
        parser_of(kinds=kinds).read({**GOOD, "kind": "question"}, 1).kind == 30
    )
    assert (
        parser_of(kinds=kinds).read({**GOOD, "kind": "badge:Gold"}, 1).kind
        == 30
    )
    assert codes({**GOOD, "kind": "badge:Silver"}, kinds=kinds) == [
        ("ignored_kind", "kind"),
    ]
    assert codes({**GOOD, "kind": "sticker"}, kinds=kinds) == [
        ("unknown_kind", "kind"),
    ]


def test_what_a_source_maps_goes_before_our_words() -> None:
    kinds = {"登录": "view"}
    parser = parser_of(kinds=kinds)
    assert parser.read({**GOOD, "kind": "登录"}, 1).kind == 2
    assert parser.read({**GOOD, "kind": "发帖"}, 1).kind == 30
    assert parser.read({**GOOD, "kind": "Test-Drive"}, 1).kind == 42


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("member", "7.89E+16", "destroyed_id"),
        ("external_id", "#VALUE!", "destroyed_id"),
        ("member", 7.89e16, "destroyed_id"),
        ("member", "小\ufffd", "destroyed_id"),
        ("member", 123456789012345000, "destroyed_id"),
        ("kind", "#N/A", "destroyed_value"),
        ("occurred_at", "#######", "destroyed_value"),
        ("quantity", "#DIV/0!", "destroyed_value"),
    ],
)
def test_destroyed_values_are_named(column, value, code) -> None:
    assert codes({**GOOD, column: value}) == [(code, column)]


def test_invisible_characters_around_an_id_make_no_second_person() -> None:
    spellings = (
        "u7",
        " u7",
        "u7\u200b",
        "\ufeffu7",
        "\u3000u7\u00a0",
        "u7\u200e",
    )
    parser = parser_of()
    read = {
        parser.read({**GOOD, "member": each}, 1).member for each in spellings
    }
    assert read == {"u7"}


def test_a_source_declares_how_its_times_are_meant() -> None:
    row = {**GOOD, "occurred_at": "4/5/2026 12:00"}
    assert codes(row, zone=SHANGHAI) == [("ambiguous_time", "occurred_at")]
    rules = {"zone": SHANGHAI, "time_format": TimeFormat.MONTH_FIRST}
    draft = parser_of(**rules).read(row, 1)
    assert draft.occurred_at == datetime(2026, 4, 5, 4, 0, tzinfo=UTC)


def test_numbers_of_a_workbook_may_be_days() -> None:
    row = {**GOOD, "occurred_at": 46100.5}
    assert codes(row, zone=SHANGHAI) == [("undeclared_time", "occurred_at")]
    draft = parser_of(zone=SHANGHAI, are_serials=True).read(row, 1)
    assert draft.occurred_at == datetime(2026, 3, 19, 4, 0, tzinfo=UTC)


def test_columns_are_mapped() -> None:
    columns = {"member": "用户", "occurred_at": "时间", "kind": "动作"}
    row = {"用户": "u1", "时间": "2026-05-19T10:00:00Z", "动作": "like"}
    assert parser_of(columns=columns).read(row, 1).member == "u1"
    assert codes({**row, "用户": ""}, columns=columns) == [
        ("missing_value", "用户"),
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner),
    ),
)
def test_nothing_that_is_no_row_crashes(raw) -> None:
    assert isinstance(parser_of().read(raw, 1), RejectedDraft)


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "quantity"]),
        st.text() | st.integers() | st.none() | st.floats(),
    ),
)
def test_no_row_crashes(row) -> None:
    parser_of(zone=ZoneInfo("Asia/Shanghai")).read({**GOOD, **row}, 1)


def test_equal_rows_are_two_events_and_the_same_two_again() -> None:
    draft = parser_of().read({**GOOD, "external_id": ""}, 1)
    assert content_id(draft, 0) == content_id(draft._replace(line=9), 0)
    assert content_id(draft, 0) != content_id(draft, 1)
    assert content_id(draft, 0) != content_id(draft._replace(quantity=2), 0)
