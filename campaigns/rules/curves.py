"""Actual against target, day by day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from campaigns.rules.plans import ONE_DAY, Window

DayCount = tuple[int, date, float]


class Curve(NamedTuple):
    """The sum reached by the end of each day; None for days to come. expected:
    the target, spread evenly over the days.
    """

    days: list[date]
    actual: list[float | None]
    expected: list[float | None]


def first_days_only(rows: Iterable[DayCount]) -> list[DayCount]:
    """Return one row for each member, on their first day."""
    first: dict[int, date] = {}
    for member_id, day, _count in rows:
        if member_id not in first or day < first[member_id]:
            first[member_id] = day
    return [(member_id, day, 1.0) for member_id, day in first.items()]


def is_behind(curve: Curve, today: date) -> bool:
    """Tell whether less was reached by yesterday than an even pace asks for.
    Today is not over: its share is not asked for yet.
    """
    for day, actual, wanted in zip(
        curve.days, curve.actual, curve.expected, strict=True
    ):
        if day + ONE_DAY == today:
            return bool(wanted and (actual or 0) < wanted)
    return False


def curve_of(
    rows: Iterable[DayCount],
    window: Window,
    *,
    target: float | None,
    today: date,
) -> Curve:
    """Return the curve of a measure over the days of a campaign."""
    by_day: dict[date, float] = {}
    for _member, day, count in rows:
        by_day[day] = by_day.get(day, 0.0) + count
    days = window.days()
    reached = 0.0
    actual: list[float | None] = []
    expected: list[float | None] = []
    for number, day in enumerate(days, start=1):
        reached += by_day.get(day, 0.0)
        actual.append(reached if day <= today else None)
        share = None
        if target is not None:
            share = round(target * number / len(days), 1)
        expected.append(share)
    return Curve(days, actual, expected)
