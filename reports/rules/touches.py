"""Which posts members had to do with before they reached a stage.

That a post came before a stage does not say that it led there.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reports.rules.stages import Stage

BEFORE_DAYS = 30
MOST_POSTS = 10
# A post that fewer members touched is chance.
LEAST_MEMBERS = 3
Pairs = set[tuple[int, int]]


class Touch(NamedTuple):
    """That a member liked, saved or shared a post on a day, counted from 1970."""

    member_id: int
    post_id: int
    day: int


class Reached(NamedTuple):
    """On which day a member reached each stage, counted from 1970."""

    days: Mapping[Stage, int]


def touches_before(
    touches: Iterable[Touch],
    reached: Mapping[int, Reached],
) -> dict[Stage, Pairs]:
    """Return for each stage who touched which post within BEFORE_DAYS before
    the day on which they reached it, as pairs of member and post.

    What they did on that day may be the act by which they reached it.
    """
    pairs: dict[Stage, Pairs] = {}
    for touch in touches:
        known = reached.get(touch.member_id)
        if known is None:
            continue
        for stage, day in known.days.items():
            if 0 < day - touch.day <= BEFORE_DAYS:
                found = pairs.setdefault(stage, set())
                found.add((touch.member_id, touch.post_id))
    return pairs


def members_by_group(
    pairs: Pairs,
    groups: Mapping[int, Iterable[str]],
) -> dict[str, int]:
    """Return how many members touched a post of each group; `groups` says to
    which of them a post belongs.
    """
    seen: dict[str, set[int]] = {}
    for member_id, post_id in pairs:
        for group in groups.get(post_id, ()):
            seen.setdefault(group, set()).add(member_id)
    return {group: len(members) for group, members in seen.items()}
