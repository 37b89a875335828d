"""That a claim spreads, for colleagues and machines."""

from datetime import datetime, timedelta

from django.db.models import Count

from common.jobs.events import NewDomainEvent, publish
from immunity.labels import named_subject
from immunity.models import Claim, ClaimPolicy, ClaimPost

SPREADING = "claim.spreading"


def announce_spreading(
    claim_ids: set[int],
    *,
    policy: ClaimPolicy,
    now: datetime,
) -> int:
    """Publish which of these open claims so many people spread that colleagues
    are to know it, each claim once; return how many. Runs in the transaction
    of its cause.
    """
    since = now - timedelta(days=policy.window_days)
    rows = ClaimPost.objects.counted().filter(
        claim__in=claim_ids,
        claim__spreading_at__isnull=True,
        claim__state__in=("suggested", "confirmed"),
        stance="spreading",
        posted_at__gte=since,
    )
    counted = rows.order_by().values("claim")
    many = counted.annotate(people=Count("post__author", distinct=True))
    reached = many.filter(people__gte=policy.spreading_authors)
    people = dict(reached.values_list("claim", "people"))
    happened = []
    for claim in Claim.objects.select_related("owner").filter(pk__in=people):
        claim.spreading_at = now
        claim.save(update_fields=["spreading_at"])
        happened.append(_spreading(claim, people[claim.pk], policy))
    if happened:
        publish(happened, now=now)
    return len(happened)


def _spreading(
    claim: Claim,
    people: int,
    policy: ClaimPolicy,
) -> NewDomainEvent:
    data = {
        "claim_id": claim.pk,
        # The text may be a member's own words, and events are kept and sent.
        "claim_subject": named_subject(claim),
        "claim_state": claim.state,
        "spreading_people": people,
        "window_days": policy.window_days,
    }
    return NewDomainEvent(SPREADING, f"{SPREADING}:{claim.pk}", claim, data)
