"""Topics that depend on one helper (传承风险): what would be lost if that
member fell silent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MIN_ANSWERS = 3
ALONE_SHARE = 0.6
SHOWN_HELPERS = 3
SHOWN_FOLLOWERS = 2


class Topic(NamedTuple):
    """The answers to questions of a topic.

    helpers: helper and number of answers, the busiest first, at most
    SHOWN_HELPERS · share: of the first helper, 0…1 · others: how many other
    helpers there are.
    """

    name: str
    answers: int
    helpers: list[tuple[int, int]]
    share: float
    others: int = 0

    @property
    def answers_left(self) -> int:
        """Return how many of the answers were not the first helper's."""
        return self.answers - self.helpers[0][1]

    @property
    def is_at_risk(self) -> bool:
        return self.share >= ALONE_SHARE


class Follower(NamedTuple):
    """A member who could answer a topic after its first helper: how often they
    have answered it, and their strength as a geek (0–100).
    """

    member: int
    answered: int
    strength: float


def followers_of(
    topic: Topic,
    geeks: Mapping[int, float],
) -> list[Follower]:
    """Return up to SHOWN_FOLLOWERS members who could follow the first helper:
    those who have answered the topic too, then the strongest geeks.

    geeks: member -> strength, without those who are falling silent.
    """
    first, *others = topic.helpers
    found = []
    for member, count in others:
        if member in geeks:
            found.append(Follower(member, count, geeks[member]))
    known = {first[0], *(one.member for one in found)}
    ranked = sorted(geeks.items(), key=lambda pair: (-pair[1], pair[0]))
    for member, strength in ranked[: SHOWN_FOLLOWERS + SHOWN_HELPERS]:
        if member not in known and strength > 0:
            found.append(Follower(member, 0, strength))
    return found[:SHOWN_FOLLOWERS]


def evaluate_topics(answers: Iterable[tuple[str, int]]) -> list[Topic]:
    """Return the topics with at least MIN_ANSWERS answers (topic, helper),
    those that depend most on one helper first.
    """
    by_topic: dict[str, Counter[int]] = {}
    for topic, helper in answers:
        by_topic.setdefault(topic, Counter())[helper] += 1
    topics = []
    for name, helpers in by_topic.items():
        if helpers.total() >= MIN_ANSWERS:
            topics.append(_topic(name, helpers))
    topics.sort(key=lambda topic: (-topic.share, -topic.answers, topic.name))
    return topics


def _topic(name: str, helpers: Counter[int]) -> Topic:
    busiest_first = sorted(
        helpers.items(),
        key=lambda pair: (-pair[1], pair[0]),
    )
    total = helpers.total()
    _first, answers_of_first = busiest_first[0]
    return Topic(
        name=name,
        answers=total,
        helpers=busiest_first[:SHOWN_HELPERS],
        share=answers_of_first / total,
        others=len(busiest_first) - 1,
    )
