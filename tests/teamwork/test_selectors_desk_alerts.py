"""Raised issues are on the desk of whom they concern."""

from typing import Any

import pytest
from django.urls import reverse

from alerts.models import Alert, Issue
from alerts.services.issues import change_issue
from alerts.services.new_posts import process_new_posts
from common.calendar import business_date, business_today
from common.models import StaffAbsence
from common.security.access import ROLE_LABELS, roles_of
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import DeskContext
from tests.alerts.posts import article
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def desk(user: Any) -> dict[str, list[str]]:
    viewer = DeskContext(user, roles_of(user), NOW, business_today(NOW), 0)
    return {
        section.kind: [item.title for item in section.items]
        for section in read_desk(viewer)
    }


@pytest.fixture
def raised(source, accounts) -> Issue:
    article(source)
    process_new_posts(now=NOW)
    return Issue.objects.unmerged().get()


def test_a_raised_issue_is_on_all_five_desks(raised, accounts) -> None:
    for role in ROLE_LABELS:
        kind = "alert" if role == "lead" else "raised"
        shown = desk(accounts[role])
        assert shown.get(kind) == [str(raised)], role
        assert len({"alert", "raised", "issue"} & shown.keys()) == 1


def test_without_an_owner_it_is_on_the_desks_of_leads(
    raised,
    accounts,
) -> None:
    Issue.objects.update(owner=None)
    for role in ROLE_LABELS:
        is_lead = role in ("lead", "admin")
        assert ("unowned" in desk(accounts[role])) == is_lead
        assert "raised" not in desk(accounts[role])


def test_once_confirmed_it_waits_for_its_next_step(raised, accounts) -> None:
    change_issue(
        issue_id=raised.pk,
        to_state="confirmed",
        note="",
        user=accounts["lead"],
        now=NOW,
    )
    shown = desk(accounts["lead"])
    assert "alert" not in shown
    assert shown["issue"] == [str(raised)]


def test_the_stand_in_has_it_as_well(raised, accounts) -> None:
    StaffAbsence.objects.create(
        user=accounts["lead"],
        starts_on=business_date(NOW),
        ends_on=business_date(NOW),
        stand_in=accounts["planner"],
    )
    assert desk(accounts["planner"])["alert"] == [str(raised)]
    assert "alert" not in desk(accounts["analyst"])


def test_history_is_on_no_desk(raised, accounts) -> None:
    Alert.objects.update(is_historic=True)
    Issue.objects.update(
        alerted_at=None,
        last_alerted_at=None,
        history_alerted_at=NOW,
    )
    for role in ROLE_LABELS:
        assert not {"alert", "raised", "unowned"} & desk(accounts[role]).keys()


def test_the_overview_shows_raised_issues(raised, as_role) -> None:
    for role in ROLE_LABELS:
        page = as_role(role).get(reverse("insights:overview"))
        assert str(raised) in page.content.decode(), role
        assert page.context["raised"]["count"] == 1
        assert page.context["raised"]["unowned"] == 0
