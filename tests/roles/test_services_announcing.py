"""Many roles at once are one event."""

from datetime import timedelta

import pytest

from activity.models import NightlyRun
from activity.services.pipeline import PublishedNight
from common.models import DomainEvent
from roles.models import RoleSpell
from roles.services import announcing
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.fixture
def night() -> NightlyRun:
    return NightlyRun.objects.create(
        business_date=DAY,
        started_at=NOW,
        generation=2,
        events_through=0,
    )


@pytest.mark.parametrize(("most", "kinds"), [(3, 3), (2, 1)])
def test_above_the_most_one_event_says_how_many(
    night: NightlyRun,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    kinds: int,
) -> None:
    monkeypatch.setattr(announcing, "MOST", most)
    for _number in range(3):
        RoleSpell.objects.create(
            member=MemberFactory(),
            role=0,
            started_on=DAY,
        )
    RoleSpell.objects.create(
        member=MemberFactory(kind="bot"),
        role=0,
        started_on=DAY,
    )
    RoleSpell.objects.create(
        member=MemberFactory(),
        role=0,
        started_on=DAY - timedelta(days=1),
    )
    for _time in range(2):
        announcing.announce_roles(PublishedNight(night, 1), NOW)
    gained = DomainEvent.objects.filter(kind="role.gained")
    assert gained.count() == kinds
    if kinds == 1:
        event = gained.get()
        assert event.data == {"business_date": str(DAY), "members": 3}
        assert event.subject_type == "activity.nightlyrun"
