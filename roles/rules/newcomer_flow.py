"""How newcomers pass from who attracted them to who welcomed and who answered
them (拉新 → 留存 → 促活固化), person by person.

Each stage has a column of places: the few members who did it for most
newcomers, the others together, and those for whom nobody did it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

MOST_NAMED = 5
# What stands in place of a member's number.
NOBODY = 0
OTHERS = -1
NOT_ASKED = -2
# In which order these stand below the members that are named.
LAST_PLACES = (OTHERS, NOT_ASKED, NOBODY)


class Stage(IntEnum):
    """What is done for a newcomer, in its order."""

    ATTRACTED = 0
    WELCOMED = 1
    ANSWERED = 2


class NewcomerPath(NamedTuple):
    """Who did each stage for one newcomer; NOBODY, or NOT_ASKED where a
    newcomer has no question that could be answered.
    """

    attracted_by: int
    welcomed_by: int
    answered_by: int


class FlowNode(NamedTuple):
    """A member, or a group, at a stage, and how many newcomers they had."""

    stage: Stage
    who: int
    newcomers: int


class FlowLink(NamedTuple):
    """How many newcomers passed from one place to one of the next stage."""

    stage: Stage
    who: int
    next_who: int
    newcomers: int


class NewcomerFlow(NamedTuple):
    """The places of each stage from top to bottom, and the links between.

    total: the newcomers.
    """

    places: list[list[FlowNode]]
    links: list[FlowLink]
    total: int

    def named(self, stage: Stage) -> list[int]:
        """Return the members who are named at a stage."""
        found: list[int] = []
        for place in self.places[stage]:
            if place.who > 0:
                found.append(place.who)
        return found

    def count(self, stage: Stage) -> int:
        """Return for how many newcomers somebody did a stage."""
        done = 0
        for place in self.places[stage]:
            if place.who > 0 or place.who == OTHERS:
                done += place.newcomers
        return done

    def at(self, stage: Stage, who: int) -> int:
        """Return how many newcomers a place has."""
        for place in self.places[stage]:
            if place.who == who:
                return place.newcomers
        return 0


def count_newcomer_flow(
    paths: Iterable[NewcomerPath],
    *,
    most_named: int = MOST_NAMED,
) -> NewcomerFlow:
    """Return the places and links of these newcomers; at most so many members
    of a stage are named.
    """
    known = list(paths)
    columns = []
    for stage in Stage:
        columns.append(_name_most([one[stage] for one in known], most_named))
    places = []
    for stage, column in zip(Stage, columns, strict=True):
        places.append(_places(stage, column))
    links = []
    for stage, (here, there) in zip(Stage, pairwise(columns), strict=False):
        links += _links(stage, here, there)
    return NewcomerFlow(places, links, len(known))


def _name_most(column: Sequence[int], most_named: int) -> list[int]:
    """Return the column with OTHERS for all but those who had most."""
    counted = Counter(who for who in column if who > 0)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    named = set()
    for who, _count in ranked[:most_named]:
        named.add(who)
    return [OTHERS if who > 0 and who not in named else who for who in column]


def _places(stage: Stage, column: Sequence[int]) -> list[FlowNode]:
    counted = Counter(column)
    named = [who for who in counted if who > 0]
    named.sort(key=lambda who: (-counted[who], who))
    last = [who for who in LAST_PLACES if who in counted]
    return [FlowNode(stage, who, counted[who]) for who in (*named, *last)]


def _links(
    stage: Stage,
    here: Sequence[int],
    there: Sequence[int],
) -> list[FlowLink]:
    counted = Counter(zip(here, there, strict=True))
    links = []
    for (who, next_who), count in sorted(counted.items()):
        links.append(FlowLink(stage, who, next_who, count))
    return links
