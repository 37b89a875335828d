"""The overview counts members as the night did, and at once where no night has counted them yet."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kocops.night import run_night
from members.models import Member
from tests.activity.events import raw_events, take_in
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
YESTERDAY = (NOW - timedelta(days=1)).date()


def shown(as_role: Any) -> tuple[int, str]:
    card = as_role("lead").get(reverse("insights:overview")).context["cards"][0]
    return card["value"], card["note"]


def test_members_are_counted_by_the_night(as_role: Any) -> None:
    take_in(EventSourceFactory(), raw_events(members=5, count=60, last=YESTERDAY, days=20), NOW)
    Member.objects.filter(pk=Member.objects.first().pk).update(kind=Member.Kind.BOT)
    assert shown(as_role)[0] == 4
    run_night(business_date=YESTERDAY, clock=lambda: NOW)
    assert shown(as_role) == (4, "准车主 4")
    Member.objects.update(kind=Member.Kind.PERSON, owner_status=Member.OwnerStatus.OWNER)
    assert shown(as_role) == (4, "准车主 4")
    run_night(business_date=YESTERDAY, clock=lambda: NOW, again=True)
    assert shown(as_role) == (5, "车主 5")
