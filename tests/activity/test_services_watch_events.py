"""A missing night is published once for each business date."""

from datetime import date, timedelta

import pytest

from activity.models import NightlyRun, PublishedGeneration
from activity.services.watch_events import watch_nights
from common.models import DomainEvent
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def publish_night(day: date) -> None:
    night = NightlyRun.objects.create(
        business_date=day,
        started_at=NOW,
        generation=1,
        events_through=0,
    )
    PublishedGeneration.objects.create(
        night=night,
        generation=1,
        business_date=day,
        events_through=0,
        published_at=NOW,
    )


def test_nothing_is_missing_before_the_first_night() -> None:
    assert not watch_nights(now=NOW)
    assert not DomainEvent.objects.exists()


def test_each_missing_date_is_published_once() -> None:
    publish_night(date(2026, 5, 19))
    assert not watch_nights(now=NOW)
    for now in (NOW + DAY, NOW + DAY, NOW + 2 * DAY):
        assert watch_nights(now=now)
    days = [event.data for event in DomainEvent.objects.order_by("pk")]
    assert days == [
        {"business_date": "2026-05-20", "missing_nights": 1},
        {"business_date": "2026-05-21", "missing_nights": 2},
    ]
