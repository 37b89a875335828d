"""One next act, in the order of what waits, and rest for who has fallen silent."""

from datetime import date, timedelta
from typing import Any

import pytest

from teamwork.rules.next_act import (
    QUIET_DAYS,
    Choice,
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
    has_contact=True,
    holds_role=True,
)
EVERYTHING = CALM._replace(
    due_on=TODAY,
    asks=True,
    is_waiting_newcomer=True,
    state="cooling",
    has_contact=False,
)


def test_what_waits_is_done_in_its_order() -> None:
    facts = EVERYTHING
    seen = []
    for change in (
        {"due_on": None},
        {"asks": False},
        {"is_waiting_newcomer": False},
        {"state": "active"},
        {"has_contact": True},
    ):
        seen.append(choose_act(facts, TODAY).act)
        facts = facts._replace(**change)
    assert seen == [
        NextAct.KEEP_PROMISE,
        NextAct.ANSWER,
        NextAct.WELCOME,
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
        ({"holds_role": False, "has_contact": False}, NextAct.NOTHING),
    ],
)
def test_days_and_people(change: dict[str, Any], act: NextAct) -> None:
    assert choose_act(CALM._replace(**change), TODAY).act is act
