"""The page of a member offers a handover when their contact is lost, and shows
one that is under way.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from common.calendar import business_today
from common.models import StaffAbsence
from members.models import Member
from teamwork.models import Handover
from teamwork.services.handovers import accept_handover, propose_handover
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
OFFER = 'name="act" value="handover"'


@pytest.fixture
def cared(accounts: Any) -> Any:
    return MemberFactory(
        nickname="老张",
        primary_contact=accounts["communicator"],
    )


def page_of(client: Any, member: Member) -> str:
    text: str = client.get(member.get_absolute_url()).content.decode()
    return text


def test_with_a_contact_who_is_there_nothing_is_offered(
    cared: Any,
    as_role: Any,
) -> None:
    assert OFFER not in page_of(as_role("lead"), cared)


def test_who_is_away_without_stand_in_leaves_a_handover(
    cared: Any,
    as_role: Any,
    accounts: Any,
) -> None:
    today = business_today(timezone.now())
    absence = StaffAbsence.objects.create(
        user=accounts["communicator"],
        starts_on=today,
        ends_on=today + timedelta(days=5),
    )
    assert OFFER in page_of(as_role("lead"), cared)
    StaffAbsence.objects.filter(pk=absence.pk).update(
        stand_in=accounts["lead"]
    )
    assert OFFER not in page_of(as_role("lead"), cared)


@pytest.mark.parametrize("how", ["disabled", "without a role"])
def test_who_has_left_leaves_a_handover(
    how: str,
    cared: Any,
    as_role: Any,
    accounts: Any,
) -> None:
    contact = accounts["communicator"]
    if how == "disabled":
        get_user_model().objects.filter(pk=contact.pk).update(is_active=False)
    else:
        contact.groups.clear()
    page = page_of(as_role("lead"), cared)
    assert OFFER in page
    assert f'name="ids" value="{cared.pk}"' in page
    assert OFFER not in page_of(as_role("planner"), cared)
    confirm = as_role("lead").post(
        "/workload/members/",
        {"act": "handover", "ids": cared.pk},
    )
    assert "老张" in confirm.content.decode()


def test_a_handover_under_way_is_shown_until_it_is_done(
    cared: Any,
    as_role: Any,
    accounts: Any,
) -> None:
    now = timezone.now()
    get_user_model().objects.filter(pk=accounts["communicator"].pk).update(
        is_active=False
    )
    (handover,) = propose_handover(
        member_ids=[cared.pk],
        to_user=accounts["lead"],
        reason="离职交接",
        now=now,
    )
    page = page_of(as_role("analyst"), cared)
    assert "data-handover" in page
    assert "离职交接" in page
    assert handover.get_absolute_url() in page
    assert OFFER not in page_of(as_role("lead"), cared)
    accept_handover(handover_id=handover.pk, user=accounts["lead"], now=now)
    assert "data-handover" in page_of(as_role("lead"), cared)
    Handover.objects.update(state=Handover.State.DONE, done_at=now)
    assert "data-handover" not in page_of(as_role("lead"), cared)


def test_who_has_nobody_is_given_a_contact(as_role: Any) -> None:
    alone = MemberFactory(nickname="没人管", joined_on=None)
    page = page_of(as_role("lead"), alone)
    assert f"/members/{alone.pk}/edit/" in page[: page.index("member-grid")]
    assert "还没有人对接" in page
