"""Works at fixed ages, and what they are worth: a few named figures, none of
them a sum that nobody can look into.
"""

from typing import Any, NamedTuple

from django.utils.functional import Promise

from community.models import Post
from community.rules.ages import AGES
from community.rules.text import normalise
from members.rules.tags import tags_named_in
from teamwork.labels import AGE_ACTS, QUALITY_LABELS

MOST_TOPICS = 4


class AgeLine(NamedTuple):
    """What different people did with a work, by each of the fixed ages."""

    label: str | Promise
    by_age: tuple[int, ...]


class QualityFigure(NamedTuple):
    """A figure of a work: what it is, and its value."""

    label: str | Promise
    value: Any


def age_lines(post: Post) -> list[AgeLine]:
    """Return what people did with a post within 1, 7 and 28 days; what nobody
    did is left out.
    """
    row = getattr(post, "ages", None)
    lines = []
    for name, label in AGE_ACTS.items():
        counts = tuple(getattr(row, f"{name}_{age}", 0) for age in AGES)
        if any(counts):
            lines.append(AgeLine(label, counts))
    return lines


def quality_of(post: Post, text: str) -> list[QualityFigure]:
    """Return depth, thanks, saves by different people, later uses and topics
    of a post; what it has none of is left out.
    """
    features = getattr(post, "features", None)
    if features is None:
        return []
    values = {
        "depth": features.depth,
        "thanked": int(features.thanked),
        "savers": features.savers,
        "users": features.users,
        "topics": ", ".join(tags_named_in(normalise(text))[:MOST_TOPICS]),
    }
    found = []
    for name, value in values.items():
        if value:
            found.append(QualityFigure(QUALITY_LABELS[name], value))
    return found
