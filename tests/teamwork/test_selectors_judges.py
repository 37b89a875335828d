"""Every nomination has somebody who can judge it, and never its proposer."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from common.calendar import business_today
from common.models import StaffAbsence
from common.selectors.absences import read_coverage
from teamwork.models import Judgement, Nomination
from teamwork.selectors.judges import judging_roles
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
SCORES = {
    "works_score": "3",
    "influence_score": "3",
    "steadiness_score": "3",
    "comment": "看过了",
}


def proposed(user: Any) -> Nomination:
    row: Nomination = MemberFactory().nominations.create(
        reason="好",
        proposed_by=user,
        proposed_at=timezone.now(),
    )
    return row


def roles_for(user: Any, row: Nomination) -> set[str]:
    coverage = read_coverage(business_today(timezone.now()))
    return set(judging_roles(user, row.proposed_by_id, coverage))


def test_a_lead_judges_what_the_only_planner_proposed(
    accounts: Any,
    as_role: Any,
) -> None:
    row = proposed(accounts["planner"])
    assert roles_for(accounts["planner"], row) == set()
    assert roles_for(accounts["analyst"], row) == {"analyst"}
    assert roles_for(accounts["lead"], row) == {"planner"}
    lead = as_role("lead")
    assert str(row.member) in lead.get("/desk/").content.decode()
    lead.post(reverse("teamwork:nomination_judge", args=[row.pk]), SCORES)
    judged = Judgement.objects.get()
    assert (judged.by, judged.judged_by) == ("planner", accounts["lead"])
    assert str(row.member) not in lead.get("/desk/").content.decode()


def test_another_planner_takes_it_from_the_lead(accounts: Any) -> None:
    row = proposed(accounts["planner"])
    second = get_user_model().objects.create_user("second")
    second.groups.add(Group.objects.get(name="planner"))
    assert roles_for(accounts["lead"], row) == set()
    assert roles_for(second, row) == {"planner"}


def test_a_stand_in_judges_for_who_is_away(
    accounts: Any,
    as_role: Any,
) -> None:
    row = proposed(accounts["lead"])
    today = business_today(timezone.now())
    StaffAbsence.objects.create(
        user=accounts["analyst"],
        starts_on=today,
        ends_on=today + timedelta(days=2),
        stand_in=accounts["communicator"],
    )
    assert roles_for(accounts["communicator"], row) == {"analyst"}
    stand_in = as_role("communicator")
    assert str(row.member) in stand_in.get("/desk/").content.decode()
    address = reverse("teamwork:nomination_judge", args=[row.pk])
    stand_in.post(address, SCORES)
    assert Judgement.objects.get().by == "analyst"


def test_who_stands_in_for_nobody_does_not_judge(
    accounts: Any,
    as_role: Any,
) -> None:
    row = proposed(accounts["lead"])
    address = reverse("teamwork:nomination_judge", args=[row.pk])
    as_role("communicator").post(address, SCORES)
    assert not Judgement.objects.exists()
