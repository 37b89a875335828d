"""How a claim spreads: distinct people a day by stance, and the days before
and after its evidence.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from immunity.rules.stances import Stance

MAX_DAYS = 120
COMPARED_DAYS = 14
ONE_DAY = timedelta(days=1)


class Said(NamedTuple):
    """That somebody took a stance on a day."""

    day: date
    person: int
    stance: Stance


class Curve(NamedTuple):
    """Distinct people a day of each stance, day after day."""

    days: list[date]
    people: dict[Stance, list[int]]


class BeforeAfter(NamedTuple):
    """Distinct people who spread a claim in the days before its evidence and
    in as many days after it.
    """

    days: int
    before: int
    after: int


def spread_curve(said: Iterable[Said], today: date) -> Curve:
    """Return the curve from the first day to today, the last MAX_DAYS of it."""
    people: dict[Stance, dict[date, set[int]]] = {}
    for stance in Stance:
        people[stance] = defaultdict(set)
    first = today
    for one in said:
        people[one.stance][one.day].add(one.person)
        first = min(first, one.day)
    first = max(first, today - (MAX_DAYS - 1) * ONE_DAY)
    days = []
    while first <= today:
        days.append(first)
        first += ONE_DAY
    counted = {}
    for stance, by_day in people.items():
        counted[stance] = [len(by_day[day]) for day in days]
    return Curve(days, counted)


def count_people(said: Iterable[Said]) -> dict[Stance, int]:
    """Return how many distinct people took each stance. Who first spread a
    claim and then refuted it counts for both.
    """
    people: dict[Stance, set[int]] = {stance: set() for stance in Stance}
    for one in said:
        people[one.stance].add(one.person)
    return {stance: len(found) for stance, found in people.items()}


def before_and_after(
    said: Iterable[Said],
    evidence_on: date,
    today: date,
) -> BeforeAfter | None:
    """Return who spread a claim before and after its first evidence, None on
    the day of the evidence itself: nothing can be said yet.
    """
    days = min((today - evidence_on).days, COMPARED_DAYS)
    if days < 1:
        return None
    before: set[int] = set()
    after: set[int] = set()
    for one in said:
        if one.stance is not Stance.SPREADING:
            continue
        distance = (one.day - evidence_on).days
        if -days <= distance < 0:
            before.add(one.person)
        elif 0 < distance <= days:
            after.add(one.person)
    return BeforeAfter(days, len(before), len(after))
