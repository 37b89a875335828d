"""One next act, in the order of what waits, and rest for who has fallen silent."""

from datetime import date, timedelta
from typing import Any

import pytest

from teamwork.rules.next_act import (
    QUIET_DAYS,
    Choice,
    Contact,
    MemberFacts,
    NextAct,
    choose_act,
)

TODAY = date(2026, 5, 20)
CALM = MemberFacts(
    is_person=True,
    due_on=None,
    asks=False,
    is_waiting_newcomer=False,
    state="active",
    talked_on=None,
    contact=Contact.THERE,
    is_handed_over=False,
)
EVERYTHING = CALM._replace(
    due_on=TODAY,
    asks=True,
    is_waiting_newcomer=True,
    state="cooling",
    contact=Contact.GONE,
)


def test_what_waits_is_done_in_its_order() -> None:
    facts = EVERYTHING
    seen = []
    for change in (
        {"due_on": None},
        {"asks": False},
        {"is_waiting_newcomer": False},
        {"contact": Contact.NOBODY},
        {"state": "active"},
        {"contact": Contact.THERE},
    ):
        seen.append(choose_act(facts, TODAY).act)
        facts = facts._replace(**change)
    assert seen == [
        NextAct.KEEP_PROMISE,
        NextAct.ANSWER,
        NextAct.WELCOME,
        NextAct.HAND_OVER,
        NextAct.TALK,
        NextAct.NAME_CONTACT,
    ]
    assert choose_act(facts, TODAY).act is NextAct.NOTHING


@pytest.mark.parametrize("state", ["cooling", "dormant"])
def test_who_falls_silent_is_left_alone_after_a_contact(state: str) -> None:
    talked = TODAY - timedelta(days=QUIET_DAYS - 1)
    facts = CALM._replace(state=state, talked_on=talked)
    assert choose_act(facts, TODAY) == Choice(
        NextAct.LEAVE_ALONE,
        TODAY + timedelta(days=1),
    )
    act = choose_act(facts, TODAY + timedelta(days=1)).act
    wanted = NextAct.TALK if state == "cooling" else NextAct.OFFER
    assert act is wanted


@pytest.mark.parametrize(
    ("change", "act"),
    [
        ({"due_on": TODAY + timedelta(days=3)}, NextAct.PREPARE),
        ({"due_on": TODAY - timedelta(days=3)}, NextAct.KEEP_PROMISE),
        ({"is_person": False, "due_on": TODAY}, NextAct.NOTHING),
        ({"contact": Contact.NOBODY}, NextAct.NAME_CONTACT),
    ],
)
def test_days_and_people(change: dict[str, Any], act: NextAct) -> None:
    assert choose_act(CALM._replace(**change), TODAY).act is act


@pytest.mark.parametrize("contact", [Contact.AWAY, Contact.GONE])
def test_who_lost_their_contact_is_handed_over_once(contact: Contact) -> None:
    facts = CALM._replace(contact=contact)
    assert choose_act(facts, TODAY).act is NextAct.HAND_OVER
    under_way = facts._replace(is_handed_over=True)
    assert choose_act(under_way, TODAY).act is NextAct.NOTHING
