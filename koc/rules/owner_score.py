"""The real-owner score of a member: how much of what they write shows own use,
less what shows paid or professional opinion. Every part of it is a reason with
its words and its post.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from koc.rules.owner_marks import AGAINST, OWN_USE, Mark, ReadPost

# Less is too little to judge by.
MIN_POSTS = 3
# What own use is worth at most, and in how many posts it is shown fully.
OWN_POINTS = {
    Mark.OWN_CAR: (30, 2),
    Mark.MILEAGE: (15, 1),
    Mark.DURATION: (15, 1),
    Mark.SCENE: (15, 2),
    Mark.COST: (10, 1),
    Mark.DRAWBACK: (5, 1),
    Mark.FIRST_PERSON: (10, 3),
}
# What speaks against it takes away at most.
AGAINST_POINTS = {
    Mark.DECLARED: 60,
    Mark.INVITED: 45,
    Mark.TRADE: 60,
    Mark.AGENCY: 50,
    Mark.PROFESSION: 45,
    Mark.MAKES: 25,
}
# A mark against own use takes away all it can in this share of the posts, and
# in no fewer than so many: who sells their old wheels once is no dealer.
FULL_SHARE = 0.25
FULL_POSTS = {Mark.DECLARED: 2}
USUAL_FULL_POSTS = 3
FEW_MAKES = 4
MANY_MAKES = 10
EXAMPLES = 2
MAX_SCORE = 100
SPEAKS_AS_OWNER = 50
SOME_SIGNS = 25


class Example(NamedTuple):
    """Words that show a mark, and the post in which they stand; no words if the
    source says that it is paid.
    """

    words: str
    post: int


class Reason(NamedTuple):
    """A part of the score: a mark, its points (below zero against own use), in
    how many posts it was found, and examples.
    """

    mark: Mark
    points: int
    posts: int
    examples: tuple[Example, ...]


class OwnerScoring(NamedTuple):
    """A score from 0 to 100 with all its reasons, and of how many posts."""

    score: int
    posts: int
    reasons: tuple[Reason, ...]

    @property
    def own_points(self) -> int:
        """Return the points of own use."""
        return sum(one.points for one in self.reasons if one.points > 0)

    @property
    def against_points(self) -> int:
        """Return the points of what speaks against it, as a positive number."""
        return -sum(one.points for one in self.reasons if one.points < 0)


def score_owner(posts: Sequence[ReadPost]) -> OwnerScoring | None:
    """Return the score of who wrote these posts, the latest first; None for
    too few posts, or if nothing in them speaks for or against own use.
    """
    if len(posts) < MIN_POSTS:
        return None
    reasons = [*_own_reasons(posts), *_reasons_against(posts)]
    if not any(one.mark != Mark.FIRST_PERSON for one in reasons):
        return None
    score = min(max(sum(one.points for one in reasons), 0), MAX_SCORE)
    return OwnerScoring(score, len(posts), tuple(reasons))


def _own_reasons(posts: Sequence[ReadPost]) -> Iterable[Reason]:
    for mark in OWN_USE:
        having = [one for one in posts if mark in one.marks]
        most, needed = OWN_POINTS[mark]
        points = round(most * min(len(having) / needed, 1))
        if points:
            yield Reason(mark, points, len(having), _examples(mark, having))


def _reasons_against(posts: Sequence[ReadPost]) -> Iterable[Reason]:
    for mark in AGAINST:
        if mark == Mark.MAKES:
            continue
        having = [one for one in posts if mark in one.marks]
        least = FULL_POSTS.get(mark, USUAL_FULL_POSTS)
        full = max(len(posts) * FULL_SHARE, least)
        points = round(AGAINST_POINTS[mark] * min(len(having) / full, 1))
        if points:
            yield Reason(mark, -points, len(having), _examples(mark, having))
    makes = _makes_reason(posts)
    if makes is not None:
        yield makes


def _makes_reason(posts: Sequence[ReadPost]) -> Reason | None:
    """Return the reason that somebody writes about many makes without saying
    that one of them is theirs.
    """
    naming = [
        one for one in posts if one.makes and Mark.OWN_CAR not in one.marks
    ]
    named: dict[str, int] = {}
    for one in naming:
        for make in sorted(one.makes):
            named.setdefault(make, one.post)
    excess = (len(named) - FEW_MAKES) / (MANY_MAKES - FEW_MAKES)
    share = len(naming) / len(posts)
    points = round(AGAINST_POINTS[Mark.MAKES] * min(max(excess, 0), 1) * share)
    if not points:
        return None
    examples = tuple(Example(*pair) for pair in list(named.items())[:EXAMPLES])
    return Reason(Mark.MAKES, -points, len(naming), examples)


def _examples(mark: Mark, having: Sequence[ReadPost]) -> tuple[Example, ...]:
    """Return examples with different words, the latest first."""
    found: dict[str, int] = {}
    for one in having:
        found.setdefault(one.marks[mark], one.post)
    return tuple(Example(*pair) for pair in list(found.items())[:EXAMPLES])
