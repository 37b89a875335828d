"""Who the members of the demo community are, and how active each of them is
over time.

Every member gets an archetype; it decides a level of activity day by day (0
silent … 1 as usual) and is the planted truth with which scores are compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from kocops.demo.dice import Dice
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
STAFF = 6
BOTS = 2
TESTS = 2
# Mean events of a person on an active day, in the order of Dimension.
USUAL_PROFILE = np.array([1.3, 0.5, 0.35, 0.1, 0.03])
BROWSER_FACTORS = np.array([1.4, 0.15, 0.03, 0.0, 0.1])
# In how many weeks the activity of those who leave slowly is halved.
HALVING_WEEKS = {"cooling": 5, "sold": 2}
OWNER_SHARE = 0.82
OLDEST_MODEL_YEAR = 2022
LEAVING = ("cooling", "silent", "only_browsing", "sold")


@dataclass
class Person:
    """One member before registration, with the truth about them."""

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
    def bought_on(self) -> date:
        """Return the day of the car: every third owner came some weeks before."""
        if self.number % 3:
            return self.joined_on
        return self.joined_on + timedelta(days=10 + 7 * self.number % 70)

    @property
    def external_id(self) -> str:
        return f"u{self.number:06d}"


def make_people(
    *,
    members: int,
    first: date,
    last: date,
    random: np.random.Generator,
) -> list[Person]:
    """Return the members of a community observed from `first` to `last`, staff
    and machines among them.
    """
    kinds = ["staff"] * STAFF + ["bot"] * BOTS + ["test"] * TESTS
    kinds = kinds[: members // 4]
    kinds += ["person"] * (members - len(kinds))
    archetypes = random.choice(
        list(ARCHETYPES),
        size=members,
        p=list(ARCHETYPES.values()),
    )
    factory = _PersonFactory(first, last, random)
    people: list[Person] = []
    for kind, drawn in zip(kinds, archetypes.tolist(), strict=True):
        archetype = drawn if kind == "person" else "steady"
        people.append(factory.make(len(people), kind, archetype))
    return people


class _PersonFactory:
    """Draws the traits of one person after the other; no nickname comes twice."""

    def __init__(
        self,
        first: date,
        last: date,
        random: np.random.Generator,
    ) -> None:
        self._first = first
        self._last = last
        self._days = (last - first).days
        self._dice = Dice(random)
        self._nicknames: set[str] = set()

    def make(self, number: int, kind: str, archetype: str) -> Person:
        """Return a person with the next number."""
        dice = self._dice
        province, city = dice.weighted(PLACES)
        joined_on = self._joined_on(archetype)
        nickname = self._nickname()
        is_owner = kind == "person" and dice.happens(OWNER_SHARE)
        days_per_week = dice.random.lognormal(0.55, 0.6)
        weekend_pull = 4.0
        if archetype != "weekender":
            weekend_pull = dice.random.uniform(0.8, 1.6)
        person = Person(
            number=number,
            nickname=nickname,
            kind=kind,
            archetype=archetype,
            province=province,
            city=city,
            joined_on=joined_on,
            owner_status="owner" if is_owner else "prospect",
            days_per_week=min(max(days_per_week, 0.4), 6.5),
            weekend_pull=weekend_pull,
            profile=self._profile(archetype),
            tags=self._tags(),
        )
        if is_owner:
            self._give_car(person)
        self._plan_changes(person)
        return person

    def _days_before_last(self, low: int, high: int) -> date:
        """Return a day that lies `low` to `high` - 1 days before the last one."""
        return self._last - timedelta(days=self._dice.between(low, high))

    def _joined_on(self, archetype: str) -> date:
        """Draw the day on which somebody joined; newcomers joined lately."""
        joined_on = self._days_before_last(1, min(84, max(self._days, 2)))
        if archetype != "newcomer":
            low = min(70, self._days)
            joined_on = self._days_before_last(low, self._days + 400)
        return joined_on

    def _nickname(self) -> str:
        """Draw a nickname that nobody else has."""
        dice = self._dice
        while True:
            name = dice.one_of(FIRST) + dice.one_of(SECOND)
            if dice.happens(0.5) or name in self._nicknames:
                name += str(dice.between(2, 9999))
            if name not in self._nicknames:
                self._nicknames.add(name)
                return name

    def _profile(self, archetype: str) -> tuple[float, ...]:
        """Return the mean events on an active day in each dimension."""
        factors = self._dice.random.lognormal(0.0, 0.7, 5)
        own = USUAL_PROFILE * factors
        if archetype == "browser":
            own *= BROWSER_FACTORS
        return tuple(own.tolist())

    def _tags(self) -> list[str]:
        count = self._dice.below(4)
        return self._dice.some_of(TAGS, count)

    def _give_car(self, person: Person) -> None:
        """Draw a car for an owner."""
        person.series = self._dice.weighted(SERIES)
        person.software = self._dice.one_of(SOFTWARE)
        latest_year = min(person.joined_on.year, self._first.year + 1)
        person.model_year = max(OLDEST_MODEL_YEAR, latest_year)

    def _plan_changes(self, person: Person) -> None:
        """Set the days on which the person's activity or car changes."""
        begin = max(person.joined_on, self._first)
        if person.archetype in LEAVING:
            longest = max(self._days // 2, 36)
            person.turned_on = max(self._days_before_last(35, longest), begin)
        elif person.archetype == "returned":
            longest = max(self._days * 2 // 3, 121)
            person.turned_on = max(self._days_before_last(120, longest), begin)
            person.back_on = self._days_before_last(5, 40)
        if person.archetype == "sold" and person.series:
            person.sold_on = person.turned_on


def level_on(person: Person, day: date) -> float:
    """Return how active a person is on a day, as a share of their usual activity."""
    if day < person.joined_on:
        return 0.0
    if person.turned_on is None or day < person.turned_on:
        return 1.0
    if person.archetype in HALVING_WEEKS:
        weeks = (day - person.turned_on).days / 7
        half_life = HALVING_WEEKS[person.archetype]
        return float(0.5 ** (weeks / half_life))
    if person.archetype == "returned":
        is_back = person.back_on is not None and day >= person.back_on
        return 1.0 if is_back else 0.0
    return 1.0 if person.archetype == "only_browsing" else 0.0


def only_browses_on(person: Person, day: date) -> bool:
    """Tell whether a person still visits on a day, but does nothing else."""
    return (
        person.archetype == "only_browsing"
        and person.turned_on is not None
        and day >= person.turned_on
    )


def is_active(person: Person, day: date) -> bool:
    """Tell whether a person is at least half as active as usual on a day."""
    return level_on(person, day) > 0.5


def present_on(people: Iterable[Person], day: date) -> list[Person]:
    """Return who may write something on a day."""
    present = []
    for person in people:
        if is_active(person, day) and not only_browses_on(person, day):
            present.append(person)
    return present
