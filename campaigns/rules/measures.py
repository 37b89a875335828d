"""The measures that a campaign can have."""

from enum import StrEnum
from typing import NamedTuple


class MeasureName(StrEnum):
    """What is counted."""

    ACTIVE_MEMBERS = "active_members"
    ACTIVE_DAYS = "active_days"
    WORKS = "works"
    ANSWERS = "answers"
    LINKED_WORKS = "linked_works"
    SIGN_UPS = "sign_ups"
    ATTENDANCE = "attendance"


class MeasureRule(NamedTuple):
    """How a measure counts.

    is_once: a member counts once, on the first day · is_own: only those who
    take part in the campaign can have it, so it has no baseline and says
    nothing about an effect.
    """

    is_once: bool = False
    is_own: bool = False


MEASURES: dict[MeasureName, MeasureRule] = {
    MeasureName.ACTIVE_MEMBERS: MeasureRule(is_once=True),
    MeasureName.ACTIVE_DAYS: MeasureRule(),
    MeasureName.WORKS: MeasureRule(),
    MeasureName.ANSWERS: MeasureRule(),
    MeasureName.LINKED_WORKS: MeasureRule(is_own=True),
    MeasureName.SIGN_UPS: MeasureRule(is_once=True, is_own=True),
    MeasureName.ATTENDANCE: MeasureRule(is_once=True, is_own=True),
}


def rule_of(measure: str) -> MeasureRule:
    """Return how a measure counts."""
    return MEASURES[MeasureName(measure)]
