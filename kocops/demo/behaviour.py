"""What the demo community does day by day: individual rhythms, weekends, holidays, evenings."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from activity.rules.kinds import KINDS, Dimension
from kocops.demo.people import Person, level_on, only_browses_on

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAYS = {(1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7)}
HOUR_WEIGHTS = np.array(
    [2, 1, 0.5, 0.3, 0.3, 0.6, 1.5, 3, 5, 5, 4.5, 5, 7, 5.5, 4, 4, 4.2, 5, 6.5, 8, 10, 11, 9, 5]
)  # fmt: skip
DIMENSION_KINDS = {dimension: [kind.name for kind in KINDS if kind.dimension == dimension] for dimension in Dimension}
KIND_WEIGHTS = {
    Dimension.PRESENCE: (5, 8, 1),
    Dimension.LIGHT: (8, 2, 1.2, 0.8),
    Dimension.CONVERSATION: (5, 4, 3),
    Dimension.CREATION: (4, 3, 3, 0.6),
    Dimension.PARTICIPATION: (5, 3, 1, 1),
}


def make_events(
    people: list[Person], *, first: date, last: date, random: np.random.Generator
) -> Iterator[dict[str, Any]]:
    """Yield all events of the community, day by day, as an app would send them."""
    number = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        weekend, holiday = day.weekday() >= 5, (day.month, day.day) in HOLIDAYS
        for person, counts in _active_people(people, day, weekend, holiday, random):
            for row in _day_events(person, day, counts, random):
                number += 1
                yield {"external_id": f"demo-{number:08d}", **row}


def _active_people(
    people: list[Person], day: date, weekend: bool, holiday: bool, random: np.random.Generator
) -> Iterator[tuple[Person, np.ndarray[Any, Any]]]:
    chance = np.array([level_on(p, day) * p.days_per_week / 7 * (p.weekend_pull if weekend else 1.0) for p in people])
    norm = np.array([(5 + 2 * p.weekend_pull) / 7 for p in people])
    chance = np.clip(chance / norm * (0.8 if holiday else 1.0), 0, 0.97)
    for index in np.flatnonzero(random.random(len(people)) < chance):
        person = people[index]
        rates = np.array(person.profile)
        if holiday or weekend:
            rates = rates * np.array([1, 1.1, 0.9, 1.5, 2.0])
        counts = random.poisson(rates)
        if only_browses_on(person, day):
            counts[1:] = 0
        counts[0] = max(counts[0], 1)
        yield person, np.minimum(counts, 12)


def _day_events(
    person: Person, day: date, counts: np.ndarray[Any, Any], random: np.random.Generator
) -> Iterator[dict[str, Any]]:
    share = HOUR_WEIGHTS / HOUR_WEIGHTS.sum()
    for dimension, count in zip(Dimension, counts.tolist(), strict=True):
        names, weights = DIMENSION_KINDS[dimension], np.array(KIND_WEIGHTS[dimension], dtype=float)
        for kind in random.choice(len(names), size=count, p=weights / weights.sum()):
            hour, rest = int(random.choice(24, p=share)), int(random.integers(3600))
            moment = datetime.combine(day, time(hour, rest // 60, rest % 60), tzinfo=ZONE)
            yield {"member": person.external_id, "occurred_at": moment.isoformat(), "kind": names[kind]}
