"""Freshness shows since when no worker runs, and so does every page."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from activity.models import NightlyRun, PublishedGeneration
from activity.selectors.freshness import read_freshness
from common.models import LaneTask
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published_night() -> None:
    day = date(2026, 5, 19)
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


def beat(lane: str, moment: Any) -> None:
    LaneTask.objects.update_or_create(
        name=lane,
        lane=lane,
        defaults={"ran_at": moment, "beat_at": moment},
    )


def test_one_lane_without_a_worker_is_a_standstill() -> None:
    assert read_freshness(NOW).standstill_since is None, (
        "a worker that never ran stopped nothing"
    )
    stopped = NOW - timedelta(minutes=10)
    beat("night", NOW)
    beat("outbox", stopped)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert read_freshness(NOW).standstill_since == stopped
    assert len(queries) == 1
    beat("outbox", NOW - timedelta(seconds=60))
    assert read_freshness(NOW).standstill_since is None


def test_rows_of_former_lanes_do_not_count() -> None:
    beat("night", NOW)
    beat("former lane", NOW - timedelta(days=9))
    assert read_freshness(NOW).standstill_since is None


def test_every_page_says_since_when_no_worker_runs(as_role: Any) -> None:
    now = timezone.now()
    client = as_role("lead")
    client.cookies["django_language"] = "en"
    beat("night", now)
    assert (
        "stood still" not in client.get("/activity/nights/").content.decode()
    )
    beat("night", now - timedelta(minutes=10))
    page = client.get("/activity/nights/").content.decode()
    translation.deactivate()
    assert "background work has stood still since" in page
