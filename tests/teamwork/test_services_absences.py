"""Who is away, and who stands in."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from common.calendar import business_date
from common.errors import Conflict, Forbidden, Invalid
from common.models import StaffAbsence
from common.selectors.absences import present_colleague, stood_in_for
from teamwork.services.absences import (
    add_absence,
    change_absence,
    remove_absence,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)


def absence(user: Any, first: int, last: int, **more: Any) -> StaffAbsence:
    return StaffAbsence(
        user=user,
        starts_on=TODAY + timedelta(days=first),
        ends_on=TODAY + timedelta(days=last),
        **more,
    )


def test_an_absence_of_ones_own_and_of_others(accounts) -> None:
    planner, lead = accounts["planner"], accounts["lead"]
    mine = add_absence(absence=absence(planner, 0, 3), user=planner)
    with pytest.raises(Forbidden):
        add_absence(absence=absence(lead, 0, 3), user=planner)
    by_lead = add_absence(absence=absence(planner, 10, 12), user=lead)
    with pytest.raises(Forbidden):
        change_absence(
            absence_id=mine.pk,
            user=planner,
            changes={"user": lead},
        )
    with pytest.raises(Forbidden):
        remove_absence(absence_id=mine.pk, user=accounts["analyst"])
    remove_absence(absence_id=by_lead.pk, user=planner)
    assert list(StaffAbsence.objects.all()) == [mine]


@pytest.mark.parametrize(
    ("first", "last"), [(0, 3), (3, 9), (-4, 0), (1, 2), (-4, 9)]
)
def test_overlapping_days_are_refused_in_words(accounts, first, last) -> None:
    user = accounts["planner"]
    add_absence(absence=absence(user, 0, 3), user=user)
    other = add_absence(absence=absence(user, 20, 21), user=user)
    with pytest.raises(Conflict) as refused:
        add_absence(absence=absence(user, first, last), user=user)
    assert str(TODAY) in str(refused.value.message)
    with pytest.raises(Conflict):
        change_absence(
            absence_id=other.pk,
            user=user,
            changes={
                "starts_on": TODAY + timedelta(days=first),
                "ends_on": TODAY + timedelta(days=last),
            },
        )
    other.refresh_from_db()
    assert other.starts_on == TODAY + timedelta(days=20)
    add_absence(absence=absence(user, 4, 5), user=user)
    colleague = accounts["analyst"]
    add_absence(absence=absence(colleague, 0, 3), user=colleague)


def test_nobody_stands_in_for_themselves(accounts) -> None:
    user = accounts["planner"]
    with pytest.raises(Invalid):
        add_absence(absence=absence(user, 0, 3, stand_in=user), user=user)


def test_a_stand_in_of_a_stand_in_acts(accounts) -> None:
    planner, analyst = accounts["planner"], accounts["analyst"]
    lead = accounts["lead"]
    add_absence(absence=absence(planner, 0, 1, stand_in=analyst), user=planner)
    assert stood_in_for(analyst, TODAY) == [planner.pk]
    add_absence(absence=absence(analyst, 0, 0, stand_in=lead), user=analyst)
    assert present_colleague(planner, TODAY) == lead
    assert stood_in_for(analyst, TODAY) == []
    assert stood_in_for(lead, TODAY) == sorted([planner.pk, analyst.pk])
    assert stood_in_for(analyst, TODAY + timedelta(days=1)) == [planner.pk]


def test_the_pages(accounts, as_role) -> None:
    client = as_role("planner")
    create = reverse("teamwork:absence_create")
    values = {
        "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=2)),
        "stand_in": accounts["analyst"].pk,
    }
    assert client.post(create, values).status_code == 302
    mine = StaffAbsence.objects.get()
    assert (mine.user, mine.stand_in) == (
        accounts["planner"],
        accounts["analyst"],
    )
    refused = client.post(create, values)
    assert refused.status_code == 409
    assert str(TODAY) in refused.content.decode()
    backwards = {**values, "ends_on": str(TODAY - timedelta(days=9))}
    assert client.post(create, backwards).status_code == 422
    others = as_role("analyst").post(
        mine.get_absolute_url(),
        {**values, "stand_in": ""},
    )
    assert others.status_code == 403
    mine.refresh_from_db()
    assert mine.stand_in == accounts["analyst"]
    by_lead = {**values, "user": accounts["communicator"].pk}
    assert as_role("lead").post(create, by_lead).status_code == 302
    listed = as_role("analyst").get(reverse("teamwork:absence_list"))
    assert listed.content.decode().count(str(TODAY)) >= 2
    as_role("analyst").post(
        reverse("teamwork:absence_remove", args=[mine.pk]),
    )
    assert StaffAbsence.objects.count() == 2
    client.post(reverse("teamwork:absence_remove", args=[mine.pk]))
    assert StaffAbsence.objects.count() == 1


def test_after_saving_the_list_says_who_stands_in(accounts, as_role) -> None:
    client = as_role("lead")
    create = reverse("teamwork:absence_create")
    form = client.get(create).context["form"]
    assert form["user"].value() == accounts["lead"].pk
    labels = [label for _value, label in form.fields["stand_in"].choices]
    assert any(label.startswith("planner · ") for label in labels)
    values = {
        "user": accounts["communicator"].pk,
        "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=2)),
        "stand_in": accounts["analyst"].pk,
    }
    page = client.post(create, values, follow=True)
    assert page.redirect_chain[-1][0] == reverse("teamwork:absence_list")
    (text,) = [str(one) for one in page.context["messages"]]
    assert "communicator" in text and "analyst" in text
    assert f"{TODAY:%m-%d}" in text
    edit = StaffAbsence.objects.get().get_absolute_url()
    form = client.get(edit).context["form"]
    assert form["user"].value() == accounts["communicator"].pk
