"""What the demo community does day by day: individual rhythms, weekends, holidays, evenings."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import days_through
from activity.rules.kinds import KIND_BY_NAME, Dimension
from kocops.demo.dice import Dice
from kocops.demo.people import Person, level_on, only_browses_on

HOLIDAYS = {
    (1, 1),
    (5, 1), (5, 2), (5, 3),
    (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7),
}  # fmt: skip
# How often a kind happens among the kinds of its dimension. A kind that is not
# listed here never happens in the demo community.
KIND_WEIGHTS: dict[str, float] = {
    "login": 5, "view": 8, "search": 1,
    "like": 8, "favourite": 2, "share": 1.2, "vote": 0.8,
    "comment": 5, "reply": 4, "chat_message": 3,
    "post": 4, "answer": 3, "photo": 3, "video": 0.6,
    "event_signup": 5, "event_attend": 3, "test_drive": 1, "survey": 1,
}  # fmt: skip
# Events of each dimension on weekends and holidays, against other days.
FREE_DAY_FACTORS = np.array([1, 1.1, 0.9, 1.5, 2.0])
HOLIDAY_CHANCE = 0.8
MAX_CHANCE = 0.97
MAX_EVENTS = 12


class KindShares(NamedTuple):
    """The kinds of one dimension and the share of each, (n,)."""

    names: list[str]
    shares: NDArray[np.float64]


def shares_by_dimension(
    weights: dict[str, float],
) -> dict[Dimension, KindShares]:
    """Return the kinds of every dimension with their shares.

    Errors: ValueError for a weight of a kind that does not exist or counts in
    no dimension, or for a dimension without any kind.
    """
    names: dict[Dimension, list[str]] = {each: [] for each in Dimension}
    for name in weights:
        kind = KIND_BY_NAME.get(name)
        if kind is None or kind.dimension is None:
            raise ValueError(
                f"KIND_WEIGHTS of kocops/demo/behaviour.py names {name!r}, which is no kind "
                "with a dimension in activity/rules/kinds.py",
            )
        names[kind.dimension].append(name)
    shares = {}
    for dimension, own in names.items():
        if not own:
            raise ValueError(
                f"KIND_WEIGHTS of kocops/demo/behaviour.py has no kind of {dimension.name}",
            )
        own_weights = np.array([weights[name] for name in own], dtype=float)
        shares[dimension] = KindShares(own, own_weights / own_weights.sum())
    return shares


def make_events(
    people: list[Person],
    *,
    first: date,
    last: date,
    random: np.random.Generator,
) -> Iterator[dict[str, Any]]:
    """Yield all events of the community, day by day, as an app would send them."""
    kinds = shares_by_dimension(KIND_WEIGHTS)
    number = 0
    for day in days_through(first, last):
        for person, counts in _active_people(people, day, random):
            for row in _day_events(person, day, counts, kinds, random):
                number += 1
                yield {"external_id": f"demo-{number:08d}", **row}


def _active_people(
    people: list[Person],
    day: date,
    random: np.random.Generator,
) -> Iterator[tuple[Person, NDArray[np.int64]]]:
    """Yield who is active on a day, with their events in each dimension."""
    is_weekend = day.weekday() >= 5
    is_holiday = (day.month, day.day) in HOLIDAYS
    chance = _chances(people, day, is_weekend)
    if is_holiday:
        chance = chance * HOLIDAY_CHANCE
    chance = np.clip(chance, 0, MAX_CHANCE)
    drawn = random.random(len(people))
    for index in np.flatnonzero(drawn < chance):
        person = people[index]
        rates = np.array(person.profile)
        if is_holiday or is_weekend:
            rates = rates * FREE_DAY_FACTORS
        counts = random.poisson(rates)
        if only_browses_on(person, day):
            counts[1:] = 0
        counts[0] = max(counts[0], 1)
        yield person, np.minimum(counts, MAX_EVENTS)


def _chances(
    people: list[Person],
    day: date,
    is_weekend: bool,
) -> NDArray[np.float64]:
    """Return the chance of each person to be active on a working day or weekend."""
    days_a_week = np.array(
        [level_on(p, day) * p.days_per_week for p in people],
    )
    pull = np.array([p.weekend_pull for p in people])
    mean_pull = (5 + 2 * pull) / 7
    own_pull = pull if is_weekend else np.ones(len(people))
    return np.asarray(days_a_week / 7 * own_pull / mean_pull)


def _day_events(
    person: Person,
    day: date,
    counts: NDArray[np.int64],
    kinds: dict[Dimension, KindShares],
    random: np.random.Generator,
) -> Iterator[dict[str, Any]]:
    """Yield a person's events of a day; `counts` holds how many of each dimension."""
    dice = Dice(random)
    for dimension, count in zip(Dimension, counts.tolist(), strict=True):
        names, shares = kinds[dimension]
        for nth in random.choice(len(names), size=count, p=shares):
            yield {
                "member": person.external_id,
                "occurred_at": dice.second_of(day).isoformat(),
                "kind": names[nth],
            }
