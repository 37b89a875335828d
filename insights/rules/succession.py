"""What would be lost if somebody fell silent (传承风险): topics that one helper answers almost alone."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

LEAST_ANSWERS, ALONE_SHARE, SHOWN_HELPERS = 3, 0.6, 3


class Topic(NamedTuple):
    """Answers to questions of a topic, by helper, the busiest first; `share` is that of the first (0…1)."""

    name: str
    answers: int
    helpers: list[tuple[int, int]]
    share: float

    @property
    def is_at_risk(self) -> bool:
        return self.share >= ALONE_SHARE


def judge_topics(answers: Iterable[tuple[str, int]]) -> list[Topic]:
    """Return the topics of answers (topic, helper) that were answered often enough, the most lopsided first."""
    by_topic: dict[str, Counter[int]] = {}
    for topic, helper in answers:
        by_topic.setdefault(topic, Counter())[helper] += 1
    topics = []
    for name, helpers in by_topic.items():
        total = helpers.total()
        if total >= LEAST_ANSWERS:
            order = sorted(helpers.items(), key=lambda pair: (-pair[1], pair[0]))
            topics.append(Topic(name, total, order[:SHOWN_HELPERS], order[0][1] / total))
    return sorted(topics, key=lambda topic: (-topic.share, -topic.answers, topic.name))
