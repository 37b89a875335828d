"""Works read at fixed ages: how many different people did something within so
many days after a post, so that yesterday's and last year's compare.
"""

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

AGES = (1, 7, 28)


class ByAge(NamedTuple):
    """How many different people by the ages of 1, 7 and 28 days."""

    day_1: int = 0
    day_7: int = 0
    day_28: int = 0


def people_by_age(
    posted_at: datetime,
    acts: Iterable[tuple[Hashable, datetime]],
) -> ByAge:
    """Return how many different people had acted by each age: a person counts
    from their first act on. An act before the post, by a clock that differs,
    counts as of its first day.
    """
    first: dict[Hashable, datetime] = {}
    for person, at in acts:
        if person not in first or at < first[person]:
            first[person] = at
    counts = []
    for age in AGES:
        ends = posted_at + timedelta(days=age)
        counts.append(sum(at < ends for at in first.values()))
    return ByAge(*counts)


def is_over(posted_at: datetime, age: int, now: datetime) -> bool:
    """Tell whether a post has reached an age, so that its figure is final."""
    return posted_at + timedelta(days=age) <= now
