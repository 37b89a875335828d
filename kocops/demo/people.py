"""Who the members of the demo community are, and how each one's life in it goes.

Every member gets an archetype; it decides a level of activity day by day (0 silent … 1 as usual) and is
the planted truth against which scores are held. Later floors add their own traits to Person.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from kocops.demo.words import FIRST, PLACES, SECOND, SERIES, SOFTWARE, TAGS

ARCHETYPES = {
    "steady": 0.40,
    "weekender": 0.12,
    "browser": 0.09,
    "newcomer": 0.10,
    "cooling": 0.09,
    "silent": 0.08,
    "only_browsing": 0.05,
    "returned": 0.04,
    "sold": 0.03,
}
STAFF, BOTS, TESTS = 6, 2, 2


@dataclass
class Person:
    """One member before he is registered, with the truth about him."""

    number: int
    nickname: str
    kind: str
    archetype: str
    province: str
    city: str
    joined_on: date
    owner_status: str
    days_per_week: float
    weekend_pull: float
    profile: tuple[float, ...]
    turned_on: date | None = None
    back_on: date | None = None
    tags: list[str] = field(default_factory=list)
    series: str = ""
    model_year: int = 0
    software: str = ""
    sold_on: date | None = None

    @property
    def external_id(self) -> str:
        return f"u{self.number:06d}"


def make_people(*, members: int, first: date, last: date, random: np.random.Generator) -> list[Person]:
    """Return the members of a community observed from `first` to `last`, staff and machines among them."""
    kinds = ["staff"] * STAFF + ["bot"] * BOTS + ["test"] * TESTS
    archetypes = random.choice(list(ARCHETYPES), size=members, p=list(ARCHETYPES.values()))
    people: list[Person] = []
    used: set[str] = set()
    for number in range(members):
        kind = kinds[number] if number < min(len(kinds), members // 4) else "person"
        archetype = str(archetypes[number]) if kind == "person" else "steady"
        people.append(_make_person(number, kind, archetype, first, last, random, used))
    return people


def _make_person(
    number: int, kind: str, archetype: str, first: date, last: date,
    random: np.random.Generator, used: set[str],
) -> Person:  # fmt: skip
    days = (last - first).days
    province, city, _weight = PLACES[_draw([place[2] for place in PLACES], random)]
    joined = last - timedelta(days=int(random.integers(1, min(84, max(days, 2)))))
    if archetype != "newcomer":
        joined = last - timedelta(days=int(random.integers(min(70, days), days + 400)))
    person = Person(
        number=number,
        nickname=_nickname(random, used),
        kind=kind,
        archetype=archetype,
        province=province,
        city=city,
        joined_on=joined,
        owner_status="owner" if kind == "person" and random.random() < 0.82 else "prospect",
        days_per_week=float(np.clip(random.lognormal(0.55, 0.6), 0.4, 6.5)),
        weekend_pull=4.0 if archetype == "weekender" else float(random.uniform(0.8, 1.6)),
        profile=_profile(archetype, random),
        tags=[str(tag) for tag in random.choice(TAGS, size=int(random.integers(0, 4)), replace=False)],
    )
    _give_car(person, first, random)
    _plan_life(person, first, last, random)
    return person


def _nickname(random: np.random.Generator, used: set[str]) -> str:
    while True:
        name = f"{FIRST[int(random.integers(len(FIRST)))]}{SECOND[int(random.integers(len(SECOND)))]}"
        if random.random() < 0.5 or name in used:
            name += str(int(random.integers(2, 9999)))
        if name not in used:
            used.add(name)
            return name


def _draw(weights: list[int], random: np.random.Generator) -> int:
    share = np.asarray(weights, dtype=float)
    return int(random.choice(len(weights), p=share / share.sum()))


def _profile(archetype: str, random: np.random.Generator) -> tuple[float, ...]:
    """Return the mean events on an active day in each dimension."""
    base = np.array([1.3, 0.5, 0.35, 0.1, 0.03])
    own = base * random.lognormal(0.0, 0.7, 5)
    if archetype == "browser":
        own *= np.array([1.4, 0.15, 0.03, 0.0, 0.1])
    return tuple(float(rate) for rate in own)


def _give_car(person: Person, first: date, random: np.random.Generator) -> None:
    if person.owner_status != "owner":
        return
    person.series = SERIES[_draw([weight for _name, weight in SERIES], random)][0]
    person.model_year = max(2022, min(person.joined_on.year, first.year + 1))
    person.software = SOFTWARE[int(random.integers(len(SOFTWARE)))]


def _plan_life(person: Person, first: date, last: date, random: np.random.Generator) -> None:
    days = (last - first).days
    begin = max(person.joined_on, first)
    if person.archetype in ("cooling", "silent", "only_browsing", "sold"):
        person.turned_on = max(last - timedelta(days=int(random.integers(35, max(days // 2, 36)))), begin)
    elif person.archetype == "returned":
        person.turned_on = max(last - timedelta(days=int(random.integers(120, max(days * 2 // 3, 121)))), begin)
        person.back_on = last - timedelta(days=int(random.integers(5, 40)))
    if person.archetype == "sold" and person.series:
        person.sold_on = person.turned_on


def level_on(person: Person, day: date) -> float:
    """Return how present a person is on a day, as a share of his usual self."""
    if day < person.joined_on:
        return 0.0
    if person.turned_on is None or day < person.turned_on:
        return 1.0
    weeks = (day - person.turned_on).days / 7
    if person.archetype == "cooling":
        return float(0.5 ** (weeks / 5))
    if person.archetype == "sold":
        return float(0.5 ** (weeks / 2))
    if person.archetype == "returned":
        return 1.0 if person.back_on and day >= person.back_on else 0.0
    return 1.0 if person.archetype == "only_browsing" else 0.0


def only_browses_on(person: Person, day: date) -> bool:
    return person.archetype == "only_browsing" and person.turned_on is not None and day >= person.turned_on
