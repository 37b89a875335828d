"""What a reply is to the question of its thread, and what became of the
question by its replies.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from community.rules.addressees import Addressee
from community.rules.adverts import advert_marks
from community.rules.answer_marks import (
    AGREEING,
    ASKED_BACK,
    AUTOMATIC,
    EMPTY,
    HINT,
    IN_ADVANCE,
    OWN,
    SOLVED,
    STILL,
    THANKS,
)
from community.rules.questions import asks_question

# So long after an answer without another word the question counts as healed.
SILENCE = timedelta(days=7)
SHORT_REPLY = 40


class ReplyKind(StrEnum):
    """What a reply is to a question. EMPTY: it adds nothing."""

    ANSWER = "answer"
    THANKS = "thanks"
    SOLVED = "solved"
    SELFSOLVED = "self_solved"
    STILL_OPEN = "still_open"
    ASKED_AGAIN = "asked_again"
    EMPTY = "empty"


def read_reply(normal: str) -> ReplyKind:
    """Return what a reply of anybody but the asker is: ANSWER or EMPTY.

    "Me too", cheers, signs, automatic replies and adverts have no content.
    """
    said = normal.strip(" .,'!?，。！？、")
    if not said or EMPTY.fullmatch(said + " "):
        return ReplyKind.EMPTY
    is_short = len(said) <= SHORT_REPLY
    if is_short and AGREEING.search(said) and not HINT.search(said):
        return ReplyKind.EMPTY
    rest = AUTOMATIC.sub("", said)
    if rest != said and len(rest) <= SHORT_REPLY and not HINT.search(rest):
        return ReplyKind.EMPTY
    return ReplyKind.EMPTY if advert_marks(normal) else ReplyKind.ANSWER


def read_follow_up(normal: str) -> ReplyKind:
    """Return what a later post of the asker says of their question; of several
    things the last counts.
    """
    solved = _last(SOLVED, normal)
    still = _last(STILL, normal)
    if still > solved or (still >= 0 and still == solved):
        return ReplyKind.STILL_OPEN
    if solved >= 0 and not ASKED_BACK.search(normal[solved:]):
        is_own = bool(OWN.search(normal))
        return ReplyKind.SELFSOLVED if is_own else ReplyKind.SOLVED
    if THANKS.search(normal) and not IN_ADVANCE.search(normal):
        return ReplyKind.THANKS
    if asks_question("", normal):
        return ReplyKind.ASKED_AGAIN
    return ReplyKind.EMPTY


def _last(pattern: re.Pattern[str], normal: str) -> int:
    """Return where the pattern is found last, -1 if nowhere."""
    ends = -1
    for match in pattern.finditer(normal):
        ends = match.end()
    return ends


class Reply(NamedTuple):
    """A post after the question: when, by whom, and what it is. to: whom it
    names as answered, None if nobody.
    """

    at: datetime
    author: int
    kind: ReplyKind
    to: int | None = None


def to_the_question(
    authors: Sequence[int],
    kinds: Sequence[ReplyKind | None],
    addressees: Sequence[Addressee | None],
    asker: int,
) -> list[bool]:
    """Return for each post of a thread whether it speaks to the asker: not if
    it names what somebody else said to others. Who answers a "me too" answers
    the question.
    """
    found: list[bool] = []
    for place, addressee in enumerate(addressees):
        speaks = True
        if addressee is not None and addressee.is_named:
            to = addressee.place
            is_empty = kinds[to] is ReplyKind.EMPTY
            joins_in = is_empty and to < place and found[to]
            speaks = authors[to] == asker or joins_in
        found.append(speaks)
    return found


class Course(NamedTuple):
    """What became of a question.

    answers: with content, all of them · answered_at, helper: the first answer
    since it was asked or opened again; none for what the asker solved ·
    solved_at: when the asker said so · is_self_solved: without anybody's help ·
    reopened_at: when the asker last said that the trouble is still there ·
    quiet_since: the last answer, None while the asker has asked on after it ·
    helpers: who answered. Thanks that name one of them make them the helper.
    """

    answers: int = 0
    answered_at: datetime | None = None
    helper: int | None = None
    solved_at: datetime | None = None
    is_self_solved: bool = False
    reopened_at: datetime | None = None
    quiet_since: datetime | None = None
    helpers: frozenset[int] = frozenset()


def follow_course(replies: Iterable[Reply]) -> Course:
    """Return what became of a question by the replies to it, in their order."""
    course = Course()
    for reply in replies:
        course = _after(course, reply)
    return course


def _after(course: Course, reply: Reply) -> Course:
    if reply.kind is ReplyKind.ANSWER:
        return _after_answer(course, reply)
    if reply.kind is ReplyKind.STILL_OPEN:
        return _opened_again(course, reply)
    if reply.kind is ReplyKind.EMPTY or course.solved_at:
        return course
    if reply.kind is ReplyKind.ASKED_AGAIN:
        return course._replace(quiet_since=None)
    is_answered = course.answered_at is not None
    is_to_another = reply.to is not None and reply.to not in course.helpers
    if reply.kind is ReplyKind.THANKS and (not is_answered or is_to_another):
        return course
    is_own = reply.kind is ReplyKind.SELFSOLVED or not is_answered
    if is_own:
        course = course._replace(answered_at=None, helper=None)
    elif reply.to in course.helpers:
        course = course._replace(helper=reply.to)
    return course._replace(
        solved_at=reply.at,
        is_self_solved=is_own,
    )


def _after_answer(course: Course, reply: Reply) -> Course:
    course = course._replace(
        answers=course.answers + 1,
        quiet_since=reply.at,
        helpers=course.helpers | {reply.author},
    )
    if course.answered_at or course.is_self_solved:
        return course
    return course._replace(answered_at=reply.at, helper=reply.author)


def _opened_again(course: Course, reply: Reply) -> Course:
    """Return the course waiting again; before any answer it only waits on."""
    if course.answered_at is None and course.solved_at is None:
        return course
    return course._replace(
        answered_at=None,
        helper=None,
        solved_at=None,
        is_self_solved=False,
        reopened_at=reply.at,
        quiet_since=None,
    )
