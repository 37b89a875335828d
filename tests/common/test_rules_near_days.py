"""Near days and names of colleagues."""

from datetime import date

import pytest
from django.utils.translation import override

from common.rules.near_days import near_days
from common.ui.days import day_chips

WEDNESDAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("today", "friday", "next_week"),
    [
        (WEDNESDAY, date(2026, 5, 22), date(2026, 5, 25)),
        (date(2026, 5, 21), date(2026, 5, 22), date(2026, 5, 25)),
        (date(2026, 5, 22), date(2026, 5, 29), date(2026, 5, 25)),
        (date(2026, 5, 24), date(2026, 5, 29), date(2026, 5, 25)),
    ],
)
def test_friday_and_next_week(
    today: date, friday: date, next_week: date
) -> None:
    near = near_days(today)
    assert (near.friday, near.next_week) == (friday, next_week)


def test_each_day_stands_once() -> None:
    for day in range(18, 25):
        chips = [one for one, _label in day_chips(date(2026, 5, day))]
        assert len(chips) == len(set(chips)) >= 2
        assert min(chips) > date(2026, 5, day)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (20, ["Tomorrow", "This Friday", "Next Monday", "Next Friday"]),
        (21, ["Tomorrow (This Friday)", "Next Monday", "Next Friday"]),
        (22, ["Tomorrow", "Next Monday", "Next Friday"]),
        (23, ["Tomorrow", "Next Monday", "Next Friday"]),
        (24, ["Tomorrow (Next Monday)", "Next Friday"]),
    ],
)
def test_near_days_are_named_as_they_are_said(
    day: int, names: list[str]
) -> None:
    with override("en"):
        chips = day_chips(date(2026, 5, day))
    assert [label for _day, label in chips] == names
