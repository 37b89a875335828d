"""Plans, curves, costs, months and agendas."""

from datetime import UTC, date, datetime

import pytest

from campaigns.rules.agendas import (
    Figure,
    JudgedCampaign,
    judged,
    moved_most,
    period_before,
)
from campaigns.rules.calendar_days import (
    is_known,
    named_holidays,
    sales_days,
)
from campaigns.rules.costs import cost_figures
from campaigns.rules.curves import curve_of, first_days_only, is_behind
from campaigns.rules.effects import Estimate
from campaigns.rules.icalendar import CalendarEvent, calendar_file
from campaigns.rules.months import (
    Entry,
    month_after,
    month_before,
    weeks_of,
)
from campaigns.rules.plans import Plan, Window, plan_fault

TODAY = date(2026, 5, 20)
WHOLE = Plan(
    has_audience=True,
    measure="works",
    target=10.0,
    method="draw",
    has_comparison=False,
    control_percent=20,
    starts_on=TODAY,
    ends_on=date(2026, 6, 2),
)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"has_audience": False}, "no_audience"),
        ({"measure": ""}, "no_target"),
        ({"target": None}, "no_target"),
        ({"target": 0.0}, ""),
        ({"starts_on": date(2026, 5, 19)}, "begun"),
        ({"control_percent": 0}, "no_control"),
        ({"control_percent": 0, "method": "none"}, ""),
        ({"method": "comparison"}, "no_comparison"),
        ({"method": "comparison", "has_comparison": True}, ""),
    ],
)
def test_what_a_plan_lacks(changes: dict[str, object], fault: str) -> None:
    plan = WHOLE._replace(**changes)  # type: ignore[arg-type]
    assert plan_fault(plan, TODAY) == fault


def test_windows_before_do_not_overlap() -> None:
    window = Window(date(2026, 5, 21), date(2026, 6, 3))
    assert window.length == len(window.days()) == 14
    assert window.before() == Window(date(2026, 5, 7), date(2026, 5, 20))
    assert window.before(2).last == date(2026, 5, 6)


def test_curve_adds_up_and_stops_today() -> None:
    window = Window(date(2026, 5, 18), date(2026, 5, 21))
    rows = [
        (1, date(2026, 5, 18), 2.0),
        (2, date(2026, 5, 20), 1.0),
        (2, date(2026, 5, 25), 9.0),
    ]
    curve = curve_of(rows, window, target=8, today=TODAY)
    assert curve.actual == [2.0, 2.0, 3.0, None]
    assert curve.expected == [2.0, 4.0, 6.0, 8.0]


def test_nobody_is_behind_before_a_day_is_over() -> None:
    window = Window(date(2026, 5, 20), date(2026, 5, 23))
    rows = [(1, date(2026, 5, 20), 2.0)]

    def behind(day: int) -> bool:
        today = date(2026, 5, day)
        curve = curve_of(rows, window, target=8, today=today)
        return is_behind(curve, today)

    assert [day for day in range(19, 26) if behind(day)] == [22, 23, 24]


def test_members_count_on_their_first_day() -> None:
    rows = [
        (1, date(2026, 5, 20), 1.0),
        (1, date(2026, 5, 18), 1.0),
        (2, date(2026, 5, 19), 1.0),
    ]
    assert sorted(first_days_only(rows)) == [
        (1, date(2026, 5, 18), 1.0),
        (2, date(2026, 5, 19), 1.0),
    ]


def test_cost_of_extra_acts_only_above_zero() -> None:
    seen = Estimate(0.5, 0.25, 1.0, 0.1)
    found = cost_figures(1000, 200, seen, 100)
    assert found.per_act == 5
    assert (found.per_extra_act, found.low, found.high) == (20, 10, 40)
    for estimate in (
        None,
        Estimate(0.5, 0.0, 1.0, 0.1),
        Estimate(0.5, -0.1, 1.1, 0.3),
        Estimate(-0.5, -1.0, -0.2, 0.1),
    ):
        found = cost_figures(1000, 200, estimate, 100)
        assert found.per_extra_act is None
    assert cost_figures(1000, 0, None, 0).per_act is None


def test_month_has_whole_weeks() -> None:
    entry = Entry(date(2026, 4, 30), date(2026, 5, 2), "自驾", "campaign")
    weeks = weeks_of(date(2026, 5, 1), [entry], today=TODAY)
    assert all(len(week) == 7 for week in weeks)
    days = {one.day: one for week in weeks for one in week}
    assert not days[date(2026, 4, 30)].is_inside
    assert days[date(2026, 5, 2)].entries == (entry,)
    assert days[date(2026, 5, 3)].entries == ()
    assert [one.day for one in days.values() if one.is_today] == [TODAY]


def test_months_follow_each_other() -> None:
    assert month_before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_after(month_before(date(2026, 5, 1))) == date(2026, 5, 1)


def test_holidays_have_names() -> None:
    names = {one.text: one for one in named_holidays(2026, {})}
    assert names["国庆节"].first == date(2026, 10, 1)
    assert names["国庆节"].last == date(2026, 10, 7)
    entered = {2027: "02-06..02-12 春节\nnonsense"}
    assert [one.text for one in named_holidays(2027, entered)] == ["春节"]
    assert not is_known(2027, {})
    assert is_known(2027, entered)
    assert any(one.text == "双十一" for one in sales_days(2026))


def test_calendar_file_is_folded_and_escaped() -> None:
    event = CalendarEvent(
        uid="campaign-1@kocops",
        first=date(2026, 5, 21),
        last=date(2026, 6, 3),
        summary="山路；摄影, 赛" * 12,
        description="一\n二\x07\r\nBEGIN:VEVENT",
        url="https://kocops.example/campaigns/1/",
    )
    now = datetime(2026, 5, 20, 2, tzinfo=UTC)
    text = calendar_file([event], name="活动", now=now)
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert lines.count("BEGIN:VEVENT") == 1
    whole = text.replace("\r\n ", "").split("\r\n")
    assert "DTSTART;VALUE=DATE:20260521" in whole
    assert "DTEND;VALUE=DATE:20260604" in whole
    assert "DESCRIPTION:一\\n二\\nBEGIN:VEVENT" in whole
    assert "SUMMARY:" + "山路；摄影\\, 赛" * 12 in whole


def test_agenda_begins_with_the_worst() -> None:
    items = judged(
        [
            JudgedCampaign("甲", 90, 100, "/1/"),
            JudgedCampaign("乙", 120, 100, "/2/"),
            JudgedCampaign("丙", 10, 100, "/3/"),
        ],
    )
    assert [(one.kind, one.name) for one in items] == [
        ("missed", "丙"),
        ("missed", "甲"),
        ("met", "乙"),
    ]


def test_only_what_moved_is_on_the_agenda() -> None:
    items = moved_most(
        [
            Figure("少了", 50, 100, "/1/"),
            Figure("没动", 110, 100, "/2/"),
            Figure("太小", 9, 3, "/3/"),
            Figure("多了", 130, 100, "/4/"),
        ],
    )
    assert [one.name for one in items] == ["少了", "多了"]


def test_period_before_has_the_same_length() -> None:
    found = period_before(date(2026, 5, 1), date(2026, 5, 14))
    assert found == (date(2026, 4, 17), date(2026, 4, 30))
