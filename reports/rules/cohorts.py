"""Months of members who came, and how many of them reached each stage."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from reports.rules.stages import WITHIN_DAYS, Stage

MONTHS = 12


class StageCount(NamedTuple):
    """How many members of a cohort reached a stage in time, and after how many
    days half of them had.
    """

    stage: Stage
    members: int
    median_days: float | None


class Cohort(NamedTuple):
    """The members whose first act was in a month.

    is_whole: each of them has been watched for the whole time.
    """

    month: date
    members: int
    is_whole: bool
    stages: tuple[StageCount, ...]


def months_up_to(day: date) -> list[date]:
    """Return the first days of the last months up to this one."""
    months = []
    for n in range(MONTHS - 1, -1, -1):
        index = day.year * 12 + day.month - 1 - n
        months.append(date(index // 12, index % 12 + 1, 1))
    return months


def month_end(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def is_whole(month: date, computed_until: date) -> bool:
    """Return whether who came on the last day of a month has been watched for
    the whole time.
    """
    last = month_end(month) - timedelta(days=1)
    return last + timedelta(days=WITHIN_DAYS) <= computed_until


def count_stage(stage: Stage, days: Sequence[int]) -> StageCount:
    """Return the count of a stage by the days after which each member reached
    it; the median of nobody is None.
    """
    middle = float(median(days)) if days else None
    return StageCount(stage, len(days), middle)
