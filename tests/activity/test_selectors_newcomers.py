from datetime import date, timedelta
from typing import Any

import pytest

from activity.models import FeedDay
from activity.selectors.newcomers import UNKNOWN_BEFORE, joined_since
from members.models import Member
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

BEGAN = date(2026, 1, 5)
RECENTLY = date(2026, 5, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform() -> str:
    source = EventSourceFactory(name="app", platform="")
    FeedDay.objects.create(source=source, kind=2, day=BEGAN)
    return "app"


def first_seen(on: date, platform: str) -> Member:
    member: Member = MemberFactory(
        joined_on=on,
        joined_from=Member.JoinedFrom.ARRIVAL,
    )
    member.identities.create(platform=platform, external_id=str(on))
    return member


def joined(since: date) -> list[Any]:
    return list(Member.objects.filter(joined_since(since)))


def test_a_first_arrival_long_after_the_record_began_counts(
    platform: str,
) -> None:
    member = first_seen(RECENTLY, platform)
    assert joined(RECENTLY) == [member]
    assert joined(RECENTLY + timedelta(days=1)) == []


def test_an_arrival_with_the_first_events_says_nothing(platform: str) -> None:
    first_seen(BEGAN + UNKNOWN_BEFORE - timedelta(days=1), platform)
    assert joined(BEGAN) == []
    on_the_day = first_seen(BEGAN + UNKNOWN_BEFORE, platform)
    assert joined(BEGAN) == [on_the_day]


def test_an_arrival_on_a_platform_without_counted_events_waits() -> None:
    first_seen(RECENTLY, "forum")
    assert joined(RECENTLY) == []


def test_a_known_joining_date_counts_without_any_event() -> None:
    member = MemberFactory(
        joined_on=RECENTLY,
        joined_from=Member.JoinedFrom.FILE,
    )
    assert joined(RECENTLY) == [member]
