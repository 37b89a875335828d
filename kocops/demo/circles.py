"""The circles of the demo community, and who joins them."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from community.models import Circle
from community.services.circles import join_circle
from kocops.demo.people import Person
from kocops.demo.words import BOARDS, PLACES, SERIES

# Cities of less weight among PLACES have no local club.
MIN_CITY_WEIGHT = 4
CHAPTER_SHARE = 0.55
CLUB_SHARE = 0.6
BOARD_SHARE = 0.25


def fill_circles(
    people: Sequence[Person],
    ids: dict[str, int],
    first: date,
    random: np.random.Generator,
) -> None:
    """Create clubs of cities, clubs of model series and boards, with members.

    ids: external id -> member id.
    """
    filler = _CircleFiller(people, ids, first, random)
    for (_province, city), weight in PLACES:
        if weight >= MIN_CITY_WEIGHT:
            filler.fill_chapter(city)
    for series, _weight in SERIES:
        filler.fill_club(series)
    for board in BOARDS:
        filler.fill_board(board)


class _CircleFiller:
    def __init__(
        self,
        people: Sequence[Person],
        ids: dict[str, int],
        first: date,
        random: np.random.Generator,
    ) -> None:
        self._people = people
        self._ids = ids
        self._first = first
        self._random = random

    def fill_chapter(self, city: str) -> None:
        """Create the club of a city."""
        circle = _get_circle(f"{city}车友会", Circle.Kind.CHAPTER, city=city)
        self._join(circle, lambda person: person.city == city, CHAPTER_SHARE)

    def fill_club(self, series: str) -> None:
        """Create the club of a model series."""
        name = f"{series} 车主俱乐部"
        circle = _get_circle(name, Circle.Kind.CLUB, model_series=series)
        self._join(circle, lambda person: person.series == series, CLUB_SHARE)

    def fill_board(self, name: str) -> None:
        """Create a board that anybody may join."""
        circle = _get_circle(name, Circle.Kind.BOARD)
        self._join(circle, lambda _person: True, BOARD_SHARE)

    def _join(
        self,
        circle: Circle,
        belongs: Callable[[Person], bool],
        share: float,
    ) -> None:
        """Let a share of those who belong to a circle join it."""
        since = {}
        for person in self._people:
            if belongs(person) and self._random.random() < share:
                member_id = self._ids[person.external_id]
                since[member_id] = max(person.joined_on, self._first)
        join_circle(circle=circle, since=since)


def _get_circle(name: str, kind: str, **place: str) -> Circle:
    circle, _created = Circle.objects.get_or_create(
        name=name,
        defaults={"kind": kind, **place},
    )
    return circle
