"""That a claim spreads, for colleagues and machines."""

from datetime import datetime, timedelta

from common.jobs.events import NewDomainEvent, publish
from immunity.labels import named_subject
from immunity.models import Claim, ClaimPolicy
from immunity.selectors.spreading import people_spreading

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
    people = people_spreading(authors=policy.spreading_authors, since=since)
    happened = []
    reached = Claim.objects.filter(
        pk__in=claim_ids & people.keys(),
        spreading_at__isnull=True,
    )
    for claim in reached.select_related("owner"):
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
