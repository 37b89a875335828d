"""Events about members and promises that the team looks after."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from activity.services.pipeline import PublishedNight
from common.calendar import business_today
from common.db.transactions import atomic_with_retry
from common.jobs.events import NewDomainEvent, publish
from koc.models import KocSpell
from lifecycle.models import DormancyState
from roles.models import RoleSpell
from teamwork.models import Interaction, Nomination

DORMANT = "dormancy.koc_dormant"
PROMISE = "promise.due"
# Above so many in a night, one event says how many.
MOST = 200
# A promise that was due earlier was due before anybody was notified of any.
DUE_LATELY = timedelta(days=7)


def announce_dormant(published: PublishedNight, now: datetime) -> None:
    """Publish which KOC this night made dormant: members who are on the roster
    or hold a role.
    """
    night = published.night
    day = night.business_date.isoformat()
    members = _newly_dormant(published).select_related("member")
    rows = list(members.order_by("member_id")[: MOST + 1])
    if len(rows) > MOST:
        data = {"business_date": day, "members": members.count()}
        key = f"{DORMANT}:{day}"
        publish([NewDomainEvent(DORMANT, key, night, data)], now=now)
        return
    happened = []
    for row in rows:
        data = {"member_id": row.member_id, "business_date": day}
        key = f"{DORMANT}:{row.member_id}:{row.since}"
        happened.append(NewDomainEvent(DORMANT, key, row.member, data))
    publish(happened, now=now)


def _newly_dormant(published: PublishedNight) -> QuerySet[DormancyState]:
    """Return the states of KOC who were in another state the night before."""
    dormant = DormancyState.State.DORMANT
    earlier = DormancyState.objects.of_generation(published.before)
    awake = earlier.filter(member_id=OuterRef("member_id"))
    awake = awake.exclude(state__in=(dormant, DormancyState.State.UNKNOWN))
    states = DormancyState.objects.of_generation(published.night.generation)
    of_people = states.filter(state=dormant, member__kind="person")
    is_koc = Q(member_id__in=_holders()) | Q(member_id__in=_on_roster())
    rows: QuerySet[DormancyState] = of_people.filter(is_koc)
    return rows.filter(Exists(awake))


def _holders() -> QuerySet[Any, Any]:
    return RoleSpell.objects.open().values("member_id")


def _on_roster() -> QuerySet[Any, Any]:
    return KocSpell.objects.open().values("member_id")


@atomic_with_retry
def announce_promises(*, now: datetime) -> int:
    """Publish each promise that is due, once for the day it is due on; return
    how many are due.
    """
    today = business_today(now)
    due = Interaction.objects.due(today).filter(
        due_on__gte=today - DUE_LATELY,
    )
    happened = []
    for row in due.order_by("pk"):
        data = {
            "member_id": row.member_id,
            "due_on": str(row.due_on),
        }
        key = f"{PROMISE}:{row.pk}:{row.due_on}"
        happened.append(NewDomainEvent(PROMISE, key, row, data))
    publish(happened, now=now)
    return len(happened)


def publish_proposal(nomination: Nomination, *, now: datetime) -> None:
    """Publish that a nomination is to be judged."""
    key = f"nomination.to_judge:{nomination.pk}"
    data = {"member_id": nomination.member_id}
    publish(
        [NewDomainEvent("nomination.to_judge", key, nomination, data)],
        now=now,
    )


def publish_decision(nomination: Nomination, *, now: datetime) -> None:
    """Publish that a nomination was decided."""
    # A decision that was taken back may be followed by another.
    key = f"nomination.decided:{nomination.pk}:{nomination.decided_at}"
    data = {
        "member_id": nomination.member_id,
        "state": str(nomination.state),
    }
    publish(
        [NewDomainEvent("nomination.decided", key, nomination, data)], now=now
    )
