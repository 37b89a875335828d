"""The team: who has how much open, and giving some of it to another."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from common.calendar import business_date
from common.models import StaffAbsence
from common.security.access import roles_of
from common.ui.dashboards import Viewer
from common.ui.undo import undo_address
from teamwork.models import Interaction, Reassignment
from teamwork.urgent import URGENT
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def promise_of(owner: Any, days: int) -> Interaction:
    return Interaction.objects.create(
        key=uuid4(),
        member=MemberFactory(),
        summary="聊了聊",
        promise="寄海报",
        due_on=TODAY - timedelta(days=days),
        promise_owner=owner,
        staff=owner,
        happened_at=NOW,
        created_at=NOW,
    )


def rows_of(client: Any) -> dict[str, Any]:
    page = client.get(reverse("teamwork:team"))
    return {row.name: row for row in page.context["rows"]}


def test_the_figures_are_the_rows_behind_them(as_role, accounts) -> None:
    for days in (0, 1, 2):
        promise_of(accounts["communicator"], days)
    client = as_role("lead")
    row = rows_of(client)["communicator"]
    assert (row.open, row.late) == (3, 2)
    desk = client.get(reverse("teamwork:team_desk", args=[row.pk]))
    assert desk.context["open"] == row.open
    assert sum(len(one.items) for one in desk.context["sections"]) == 3


def test_items_are_given_away_and_back(as_role, accounts) -> None:
    mine = [promise_of(accounts["communicator"], days) for days in (1, 2)]
    other = promise_of(accounts["communicator"], 3)
    client = as_role("lead")
    address = reverse(
        "teamwork:reassign",
        args=[accounts["communicator"].pk],
    )
    data = {
        "items": [f"promise:{row.pk}" for row in mine],
        "colleague": accounts["planner"].pk,
    }
    answer = client.post(address, data, follow=True)
    assert rows_of(client)["planner"].open == 2
    assert rows_of(client)["communicator"].open == 1
    # What moved on since stays where it is.
    Interaction.objects.filter(pk=mine[0].pk).update(
        promise_owner=accounts["analyst"],
    )
    (message,) = answer.context["messages"]
    assert undo_address(message) == reverse(
        "teamwork:reassign_undo",
        args=[Reassignment.objects.get().pk],
    )
    client.post(undo_address(message))
    assert rows_of(client)["communicator"].open == 2
    other.refresh_from_db()
    assert other.promise_owner == accounts["communicator"]


@pytest.mark.parametrize(
    "items",
    [[], ["promise:x"], ["promise:²"], ["nothing:1"], ["decision:1"]],
)
def test_what_cannot_be_given_away_is_refused(
    as_role,
    accounts,
    items: list[str],
) -> None:
    as_role("lead").post(
        reverse("teamwork:reassign", args=[accounts["communicator"].pk]),
        {"items": items, "colleague": accounts["planner"].pk},
    )
    assert not Reassignment.objects.exists()


def test_a_contact_given_away_keeps_the_backup(as_role, accounts) -> None:
    member = MemberFactory(
        primary_contact=accounts["communicator"],
        backup_contact=accounts["admin"],
        joined_on=TODAY,
    )
    client = as_role("lead")
    data = {
        "items": [f"newcomer:{member.pk}"],
        "colleague": accounts["lead"].pk,
    }
    address = reverse(
        "teamwork:reassign",
        args=[accounts["communicator"].pk],
    )
    client.post(address, data)
    member.refresh_from_db()
    assert member.primary_contact == accounts["lead"]
    assert member.backup_contact == accounts["admin"]


def test_only_leads_see_the_team(as_role, accounts) -> None:
    for role in ("communicator", "planner", "analyst"):
        page = as_role(role).get(reverse("teamwork:team"))
        assert page.status_code == 403, role


def test_back_from_an_absence_one_reads_what_others_did(
    as_role,
    accounts,
) -> None:
    user = accounts["communicator"]
    member = MemberFactory(primary_contact=user)
    for at, staff in (
        (NOW - timedelta(days=3), accounts["planner"]),
        (NOW - timedelta(days=3), user),
        (NOW - timedelta(days=9), accounts["planner"]),
    ):
        Interaction.objects.create(
            key=uuid4(),
            member=member,
            staff=staff,
            summary="替班时的电话",
            happened_at=at,
            created_at=at,
        )
    absence = StaffAbsence.objects.create(
        user=user,
        starts_on=TODAY - timedelta(days=5),
        ends_on=TODAY - timedelta(days=1),
        stand_in=accounts["planner"],
    )
    desk = reverse("teamwork:desk")
    shown = as_role("communicator").get(desk).context["meanwhile"]
    assert [line.who for line in shown.lines] == ["planner"]
    assert as_role("planner").get(desk).context["meanwhile"] is None
    absence.ends_on = TODAY - timedelta(days=8)
    absence.starts_on = absence.ends_on
    absence.save()
    assert as_role("communicator").get(desk).context["meanwhile"] is None


def test_overdue_promises_lead_to_where_they_are_given_away(
    as_role, accounts
) -> None:
    for days in (1, 2):
        promise_of(accounts["communicator"], days)
    promise_of(accounts["analyst"], 1)
    found = {}
    for role in ("lead", "analyst"):
        viewer = Viewer(
            user=accounts[role],
            roles=roles_of(accounts[role]),
            now=NOW,
            today=TODAY,
            freshness=None,
        )
        (spec,) = URGENT
        (found[role],) = spec.read(viewer)
    desk = reverse(
        "teamwork:team_desk",
        args=[accounts["communicator"].pk],
    )
    assert found["lead"].act_href == f"{desk}#own-promise"
    page = as_role("lead").get(desk).content.decode()
    assert 'id="own-promise"' in page
    assert found["analyst"].act_href == found["analyst"].rows_href
