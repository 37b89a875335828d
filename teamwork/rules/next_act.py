"""The one thing to do next for a member, and when to leave them alone.

What was promised comes first, then who waits for us; those who have fallen silent
are left alone for a while after each contact.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

QUIET_DAYS = 30
FADING = frozenset({"cooling", "dormant"})


class NextAct(StrEnum):
    """What to do next."""

    KEEP_PROMISE = "keep_promise"
    ANSWER = "answer"
    WELCOME = "welcome"
    HAND_OVER = "hand_over"
    TALK = "talk"
    OFFER = "offer"
    LEAVE_ALONE = "leave_alone"
    PREPARE = "prepare"
    NAME_CONTACT = "name_contact"
    NOTHING = "nothing"


class Contact(StrEnum):
    """Whether somebody looks after a member today: they or their stand-in are
    there, they are away without one, they have left, or there is nobody.
    """

    THERE = "there"
    AWAY = "away"
    GONE = "gone"
    NOBODY = "nobody"


class MemberFacts(NamedTuple):
    """What decides the next act.

    is_person: a member of the community whose record is kept · due_on: of the
    earliest promise that is not kept · asks: a question of theirs waits ·
    is_waiting_newcomer: they joined lately and nobody has welcomed them ·
    state: of dormancy, by its name · talked_on: the day of the last contact ·
    contact: whether somebody looks after them · is_handed_over: a handover of
    theirs is under way.
    """

    is_person: bool
    due_on: date | None
    asks: bool
    is_waiting_newcomer: bool
    state: str
    talked_on: date | None
    contact: Contact
    is_handed_over: bool


class Choice(NamedTuple):
    """The next act, and the day that it names."""

    act: NextAct
    on: date | None = None


def choose_act(facts: MemberFacts, today: date) -> Choice:
    """Return what to do next for a member."""
    if not facts.is_person:
        return Choice(NextAct.NOTHING)
    if facts.due_on is not None and facts.due_on <= today:
        return Choice(NextAct.KEEP_PROMISE, facts.due_on)
    if facts.asks:
        return Choice(NextAct.ANSWER)
    if facts.is_waiting_newcomer:
        return Choice(NextAct.WELCOME)
    is_left = facts.contact in (Contact.AWAY, Contact.GONE)
    if is_left and not facts.is_handed_over:
        return Choice(NextAct.HAND_OVER)
    if facts.state in FADING:
        return _for_fading(facts, today)
    return _for_calm(facts)


def _for_calm(facts: MemberFacts) -> Choice:
    """Return what to do for somebody who waits for nothing today."""
    if facts.due_on is not None:
        return Choice(NextAct.PREPARE, facts.due_on)
    if facts.contact is Contact.NOBODY and not facts.is_handed_over:
        return Choice(NextAct.NAME_CONTACT)
    return Choice(NextAct.NOTHING)


def _for_fading(facts: MemberFacts, today: date) -> Choice:
    """Return what to do about somebody who is falling silent: one contact,
    then rest.
    """
    if facts.talked_on is not None:
        again = facts.talked_on + timedelta(days=QUIET_DAYS)
        if again > today:
            return Choice(NextAct.LEAVE_ALONE, again)
    if facts.state == "dormant":
        return Choice(NextAct.OFFER)
    return Choice(NextAct.TALK)
