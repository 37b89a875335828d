"""Who could help with a question: owners who answered such questions before, drive the same car, and are about."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

ALIKE_POINTS, SAME_MODEL_POINTS, THANKED_POINTS, ANSWER_POINTS = 3.0, 2.0, 1.0, 0.25
MOST_ANSWERS_COUNTED = 8
ABOUT = timedelta(days=14)


class Record(NamedTuple):
    """A possible helper: questions answered, of these on the same part, thanked for; car, last seen."""

    member: int
    answered: int
    alike: int
    thanked: int
    model: str
    seen_at: datetime | None


class Suggestion(NamedTuple):
    """A possible helper with his points and the reasons: alike, thanked, same_model."""

    member: int
    points: float
    reasons: tuple[str, ...]


def suggest(records: Iterable[Record], *, model: str, now: datetime, most: int = 5) -> list[Suggestion]:
    """Return the likeliest helpers, best first; nobody who has not been seen within ABOUT."""
    found = []
    for record in records:
        if record.seen_at is None or now - record.seen_at > ABOUT:
            continue
        same_model = bool(model) and record.model == model
        points = (
            ALIKE_POINTS * min(record.alike, 3)
            + SAME_MODEL_POINTS * same_model
            + THANKED_POINTS * min(record.thanked, 3)
            + ANSWER_POINTS * min(record.answered, MOST_ANSWERS_COUNTED)
        )
        reasons = (("alike", record.alike), ("thanked", record.thanked), ("same_model", same_model))
        found.append(Suggestion(record.member, points, tuple(name for name, holds in reasons if holds)))
    return sorted(found, key=lambda one: (-one.points, one.member))[:most]
