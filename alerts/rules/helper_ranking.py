"""Who could help with a question: owners who answered such questions before,
drive the same car, and were active lately.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

ALIKE_POINTS = 3.0
SAME_MODEL_POINTS = 2.0
THANKED_POINTS = 1.0
ANSWER_POINTS = 0.25
MAX_ALIKE = 3
MAX_THANKED = 3
MAX_ANSWERS_COUNTED = 8
ABOUT = timedelta(days=14)


class HelperRecord(NamedTuple):
    """A possible helper: questions answered, those of them about the same part
    (alike), those they were thanked for, their car, and when last seen.
    """

    member: int
    answered: int
    alike: int
    thanked: int
    model: str
    seen_at: datetime | None


class SuggestedHelper(NamedTuple):
    """A possible helper with their points and the reasons: alike, thanked,
    same_model.
    """

    member: int
    points: float
    reasons: tuple[str, ...]


def rank_helpers(
    records: Iterable[HelperRecord],
    *,
    model: str,
    now: datetime,
    most: int = 5,
) -> list[SuggestedHelper]:
    """Return the likeliest helpers, best first, of those seen within ABOUT."""
    found = []
    for record in records:
        if record.seen_at is None or now - record.seen_at > ABOUT:
            continue
        found.append(_suggested_helper(record, model))
    found.sort(key=lambda one: (-one.points, one.member))
    return found[:most]


def _suggested_helper(record: HelperRecord, model: str) -> SuggestedHelper:
    same_model = bool(model) and record.model == model
    points = (
        ALIKE_POINTS * min(record.alike, MAX_ALIKE)
        + SAME_MODEL_POINTS * same_model
        + THANKED_POINTS * min(record.thanked, MAX_THANKED)
        + ANSWER_POINTS * min(record.answered, MAX_ANSWERS_COUNTED)
    )
    holds = {
        "alike": record.alike,
        "thanked": record.thanked,
        "same_model": same_model,
    }
    reasons = tuple(name for name, is_held in holds.items() if is_held)
    return SuggestedHelper(record.member, points, reasons)
