"""What staff did about a question, and what follows from it.

The acts that were not undone, in their order, decide; so any of them can be
undone at any time.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class ActKind(StrEnum):
    """An act of staff on a question. NOT_QUESTION, ELSEWHERE and CLOSED close
    it.
    """

    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    INVITED = "invited"
    NOT_QUESTION = "not_question"
    ELSEWHERE = "elsewhere"
    CLOSED = "closed"
    REOPENED = "reopened"


CLOSING = frozenset(
    {ActKind.NOT_QUESTION, ActKind.ELSEWHERE, ActKind.CLOSED},
)


class QuestionActRule(NamedTuple):
    """An act, when and by which account."""

    kind: ActKind
    at: datetime
    by: int | None


class Handling(NamedTuple):
    """Who takes a question and since when, how it was closed and when, and when
    staff opened an answered one again.
    """

    taken_by: int | None = None
    taken_at: datetime | None = None
    closed_how: str = ""
    closed_at: datetime | None = None
    reopened_at: datetime | None = None


def follow_acts(acts: Iterable[QuestionActRule]) -> Handling:
    """Return what acts lead to, in their order."""
    handling = Handling()
    for act in acts:
        handling = _after(handling, act)
    return handling


def _after(handling: Handling, act: QuestionActRule) -> Handling:
    if act.kind is ActKind.TAKEN:
        return handling._replace(taken_by=act.by, taken_at=act.at)
    if act.kind is ActKind.GIVEN_BACK:
        return handling._replace(taken_by=None, taken_at=None)
    if act.kind in CLOSING:
        return handling._replace(closed_how=act.kind.value, closed_at=act.at)
    if act.kind is ActKind.REOPENED:
        if handling.closed_at:
            return handling._replace(closed_how="", closed_at=None)
        return handling._replace(reopened_at=act.at)
    return handling
