"""Events about KOC status."""

from datetime import datetime, timedelta
from typing import Any

from common.calendar import business_today
from common.jobs.events import NewDomainEvent, publish
from koc.models import KocChange, KocSpell

BEGAN = "koc_status.began"
ENDED = "koc_status.ended"
REVIEW_DUE = "koc_status.review_due"
# A review that was due earlier was due before anybody was notified of any.
DUE_LATELY = timedelta(days=7)


def publish_began(
    spell: KocSpell,
    change: KocChange,
    *,
    now: datetime,
) -> None:
    """Publish that a member became KOC, or is one again."""
    data = {**_named(spell), "since": str(spell.since)}
    key = f"{BEGAN}:{change.pk}"
    publish([NewDomainEvent(BEGAN, key, spell, data)], now=now)


def publish_ended(
    spell: KocSpell,
    change: KocChange,
    *,
    now: datetime,
) -> None:
    """Publish that a member is KOC no longer."""
    data = {
        **_named(spell),
        "ended_on": str(spell.ended_on),
        "end_reason": str(spell.end_reason),
    }
    key = f"{ENDED}:{change.pk}"
    publish([NewDomainEvent(ENDED, key, spell, data)], now=now)


def publish_due(*, now: datetime) -> int:
    """Publish each review that is due, once for its day; return how many."""
    today = business_today(now)
    due = KocSpell.objects.due(today).filter(
        review_on__gte=today - DUE_LATELY,
    )
    happened = []
    for spell in due.order_by("pk"):
        data = {
            **_named(spell),
            "review_on": str(spell.review_on),
            "review_cause": str(spell.review_cause),
        }
        key = f"{REVIEW_DUE}:{spell.pk}:{spell.review_on}"
        happened.append(NewDomainEvent(REVIEW_DUE, key, spell, data))
    publish(happened, now=now)
    return len(happened)


def _named(spell: KocSpell) -> dict[str, Any]:
    return {
        "koc_id": spell.pk,
        "member_id": spell.member_id,
        "tier": spell.tier,
    }
