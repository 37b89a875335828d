"""The overview counts members as the night did, and at once where no night has counted them yet."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kocops.nightly import run_nightly
from members.models import Member
from tests.activity.events import ingest, raw_events
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
YESTERDAY = (NOW - timedelta(days=1)).date()


def shown(as_role: Any) -> tuple[int, str]:
    page = as_role("lead").get(reverse("insights:overview")).context
    return page["figures"][0].value, page["figures"][0].note


def chart_of(page: Any, name: str) -> Any:
    cards = {card.spec.name: card for card in page["cards"]}
    return cards[name].content.chart


def test_members_are_counted_by_the_night(as_role: Any) -> None:
    ingest(
        EventSourceFactory(),
        raw_events(members=5, count=60, last=YESTERDAY, days=20),
        NOW,
    )
    Member.objects.filter(pk=Member.objects.first().pk).update(
        kind=Member.Kind.BOT,
    )
    assert shown(as_role)[0] == 4
    run_nightly(business_date=YESTERDAY, clock=lambda: NOW)
    assert shown(as_role) == (4, "准车主 4")
    Member.objects.update(
        kind=Member.Kind.PERSON,
        owner_status=Member.OwnerStatus.OWNER,
    )
    assert shown(as_role) == (4, "准车主 4")
    run_nightly(business_date=YESTERDAY, clock=lambda: NOW, again=True)
    assert shown(as_role) == (5, "车主 5")


def test_a_week_that_is_not_over_is_marked(as_role: Any) -> None:
    ingest(
        EventSourceFactory(),
        raw_events(members=3, count=9, last=YESTERDAY, days=1),
        NOW,
    )
    run_nightly(business_date=YESTERDAY, clock=lambda: NOW)
    page = as_role("lead").get(reverse("insights:overview")).context
    assert chart_of(page, "active")["partial_last"]
    assert page["figures"][1].value == 0, (
        "last week, not the one that has just begun"
    )


def test_a_week_that_is_over_is_whole(as_role: Any) -> None:
    sunday = date(2026, 5, 17)
    ingest(
        EventSourceFactory(),
        raw_events(members=3, count=9, last=sunday, days=1),
        NOW,
    )
    run_nightly(business_date=sunday, clock=lambda: NOW)
    page = as_role("lead").get(reverse("insights:overview")).context
    assert chart_of(page, "active")["partial_last"] == ""
    assert page["figures"][1].value == 3
