"""Nodes, reports and checks on desks."""

from datetime import timedelta
from typing import Any

import pytest

from common.calendar import business_date
from common.security.access import roles_of
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import DeskContext
from tests.campaigns.plans import AFTER, decision, node, review, started
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def kinds(user: Any, now: Any = NOW) -> dict[str, int]:
    viewer = DeskContext(user, roles_of(user), now, business_date(now), 0)
    found = {}
    for section in read_desk(viewer):
        if section.kind.startswith(("campaign", "decision_")):
            found[section.kind] = section.size
    return found


def test_own_nodes_of_the_next_days(accounts: dict[str, Any]) -> None:
    row = started(accounts)
    node(row, accounts["communicator"])
    node(row, accounts["communicator"], due_on=NOW.date() + timedelta(days=8))
    assert kinds(accounts["communicator"]) == {"campaign_node": 1}
    assert kinds(accounts["planner"]) == {}


def test_what_is_over_asks_for_its_report(accounts: dict[str, Any]) -> None:
    started(accounts)
    assert kinds(accounts["planner"]) == {}
    assert kinds(accounts["planner"], AFTER) == {"campaign_report": 1}


def test_a_check_waits_from_its_day_on(accounts: dict[str, Any]) -> None:
    decision(review(accounts), accounts["analyst"])
    due = NOW + timedelta(days=21)
    assert kinds(accounts["analyst"], due - timedelta(days=1)) == {}
    assert kinds(accounts["analyst"], due) == {"decision_check": 1}
