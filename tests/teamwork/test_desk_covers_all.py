"""Every row that waits stands on the desk of somebody who is there, whoever is
away or has left; the number of queries does not depend on who is.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity.selectors.nights import published
from alerts.services.new_posts import process_new_posts
from common.calendar import business_date
from common.models import StaffAbsence
from common.security.access import STAFF, roles_of, staff_accounts
from kocops.demo.teamwork import plant_teamwork
from kocops.nightly import run_nightly
from members.models import Member
from teamwork.selectors.desk import all_sections, read_desk, waiting_rows
from teamwork.selectors.desk_items import DeskContext
from tests.architecture.test_access_walk import make_rows
from tests.conftest import NOW
from tests.kocops.test_demo import LAST, seed

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)
Row = tuple[str, Any]


def viewer_of(user: Any, generation: int = 0) -> DeskContext:
    user = get_user_model().objects.get(pk=user.pk)
    return DeskContext(user, roles_of(user), NOW, TODAY, generation)


def everything(generation: int) -> set[Row]:
    """All that waits, whoever it belongs to."""
    nobody = get_user_model().objects.create_user(
        "nobody-in-particular", is_active=False
    )
    viewer = DeskContext(nobody, STAFF, NOW, TODAY, generation)
    found = set()
    for section in all_sections():
        found |= set(rows_in(section.rows(viewer), section.number))
    nobody.delete()
    return found


def on_desks(generation: int) -> set[Row]:
    """All that stands on the desk of somebody who is there."""
    away = StaffAbsence.objects.on(TODAY).values("user")
    found = set()
    for user in staff_accounts().exclude(pk__in=away):
        viewer = viewer_of(user, generation)
        for section in all_sections():
            rows = section.rows_of(viewer)
            found |= set(rows_in(rows, section.number))
    return found


def rows_in(rows: Any, number: str) -> Iterator[Row]:
    label = rows.model._meta.label
    for value in rows.values_list(number, flat=True):
        yield label, value


def arrangements(accounts: dict[str, Any], dice: Random) -> Iterator[None]:
    """Absences, stand-ins and accounts switched off by chance; somebody is
    always there.
    """
    users = list(accounts.values())
    for _n in range(12):
        StaffAbsence.objects.all().delete()
        get_user_model().objects.update(is_active=True)
        here = dice.choice(users)
        for user in users:
            fate = dice.random()
            if user == here or fate < 0.3:
                continue
            if fate < 0.5:
                get_user_model().objects.filter(pk=user.pk).update(
                    is_active=False,
                )
                continue
            others = [one for one in users if one != user]
            StaffAbsence.objects.create(
                user=user,
                starts_on=TODAY - timedelta(days=1),
                ends_on=TODAY,
                stand_in=dice.choice([None, *others]),
            )
        yield


def test_nothing_stands_on_nobodys_desk(accounts: dict[str, Any]) -> None:
    users = list(accounts.values())
    for number in range(5):
        make_rows(f"车友{number}", number=number, owner=users[number])
    Member.objects.filter(nickname="车友1").update(primary_contact=None)
    for _arranged in arrangements(accounts, Random(1)):
        waits = everything(0)
        assert len({label for label, _pk in waits}) > 8
        assert waits - on_desks(0) == set()


def test_nothing_of_the_demo_stands_on_nobodys_desk(
    accounts: dict[str, Any],
) -> None:
    seed(members=150)
    process_new_posts(now=NOW)
    run_nightly(business_date=LAST, clock=lambda: NOW)
    plant_teamwork(accounts, now=NOW)
    generation = published().generation
    for _arranged in arrangements(accounts, Random(2)):
        assert everything(generation) - on_desks(generation) == set()


def count_queries(user: Any) -> int:
    viewer = viewer_of(user)
    with CaptureQueriesContext(connection) as queries:
        read_desk(viewer)
    return len(queries)


def test_absences_cost_no_queries(accounts: dict[str, Any]) -> None:
    users = list(accounts.values())
    for number in range(4):
        make_rows(f"车友{number}", number=number, owner=users[number])
    StaffAbsence.objects.all().delete()
    before = count_queries(accounts["lead"])
    for number in range(30):
        user = get_user_model().objects.create_user(f"away{number}")
        user.groups.set(accounts["planner"].groups.all())
        StaffAbsence.objects.create(
            user=user,
            starts_on=TODAY,
            ends_on=TODAY,
            stand_in=accounts["lead"],
        )
    assert abs(count_queries(accounts["lead"]) - before) <= 4
    with CaptureQueriesContext(connection) as queries:
        waiting_rows(viewer_of(accounts["lead"]))
    assert len(queries) <= 6


def test_an_item_says_for_whom_it_is(accounts: dict[str, Any]) -> None:
    make_rows("车友", number=1, owner=accounts["communicator"])
    StaffAbsence.objects.all().delete()
    StaffAbsence.objects.create(
        user=accounts["communicator"],
        starts_on=TODAY,
        ends_on=TODAY,
        stand_in=accounts["planner"],
    )
    marks = {
        (section.kind, item.stands_in_for)
        for section in read_desk(viewer_of(accounts["planner"]))
        for item in section.items
    }
    assert ("newcomer", "communicator") in marks or (
        "issue",
        "communicator",
    ) in marks
    StaffAbsence.objects.all().delete()
    for section in read_desk(viewer_of(accounts["planner"])):
        assert not any(item.stands_in_for for item in section.items)
