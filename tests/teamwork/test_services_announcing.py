"""What the team is notified of: KOC who went dormant, promises due,
nominations and handovers.
"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from activity.models import EventSource
from common.models import DomainEvent
from koc.models import KocSpell
from kocops.nightly import run_nightly
from members.models import Member
from teamwork.models import Interaction
from teamwork.services.announcing import announce_promises
from teamwork.services.handovers import propose_handover
from tests.activity.events import ingest
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.lifecycle.community import days_before

pytestmark = pytest.mark.django_db
LAST = date(2026, 5, 19)
DAY = timedelta(days=1)


def accept(external_id: str) -> Member:
    member = Member.objects.get(identities__external_id=external_id)
    KocSpell.objects.create(
        member=member,
        tier="core",
        since=LAST,
        review_on=LAST,
        origin="import",
        updated_at=NOW,
    )
    return member


def night(before: int) -> None:
    day = LAST - before * DAY
    run_nightly(business_date=day, clock=lambda: NOW - before * DAY)


@pytest.fixture
def source() -> EventSource:
    made = EventSourceFactory()
    rows = [*days_before("steady", range(0, 300, 2))]
    for name in ("silent", "unknown"):
        rows += days_before(name, range(80, 300, 2))
    ingest(made, rows)
    return made


def test_a_koc_who_goes_dormant_is_published_once(source: EventSource) -> None:
    for name in ("silent", "steady"):
        accept(name)
    night(before=70)
    assert not DomainEvent.objects.exists(), "the first night is no news"
    night(before=0)
    event = DomainEvent.objects.get()
    assert event.kind == "dormancy.koc_dormant"
    silent = Member.objects.get(identities__external_id="silent")
    assert event.subject_id == silent.pk
    run_nightly(business_date=LAST, clock=lambda: NOW, again=True)
    assert DomainEvent.objects.count() == 1


def test_a_promise_is_published_when_it_is_due_and_no_old_ones(
    accounts: dict[str, Any],
) -> None:
    def promised(due_on: date) -> Interaction:
        return Interaction.objects.create(
            key=uuid4(),
            member=MemberFactory(),
            happened_at=NOW,
            created_at=NOW,
            summary="聊了",
            promise="送说明书",
            due_on=due_on,
            promise_owner=accounts["communicator"],
        )

    today = NOW.date()
    promised(today + DAY)
    promised(today - 30 * DAY)
    due = promised(today)
    for _time in range(2):
        assert announce_promises(now=NOW) == 1
    event = DomainEvent.objects.get()
    assert (event.kind, event.subject_id) == ("promise.due", due.pk)


def test_a_handover_is_published(accounts: dict[str, Any]) -> None:
    member = MemberFactory(primary_contact=accounts["communicator"])
    (handover,) = propose_handover(
        member_ids=[member.pk],
        to_user=accounts["lead"],
        reason="换岗",
        now=NOW,
    )
    event = DomainEvent.objects.get()
    assert event.kind == "handover.proposed"
    assert (event.subject_id, event.data) == (handover.pk, {"members": 1})
