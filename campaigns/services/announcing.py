"""Events about nodes whose day has passed and decisions that are to be checked."""

from datetime import datetime, timedelta

from campaigns.models import CampaignNode, Decision
from campaigns.services.campaigns import campaign_data
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.jobs.events import NewDomainEvent, publish

NODE = "campaign.node_overdue"
CHECK = "decision.check_due"
# What was due earlier was due before anybody was notified of any.
DUE_LATELY = timedelta(days=7)


@atomic_with_retry
def announce_overdue(*, now: datetime) -> int:
    """Publish each node that is overdue and each decision to be checked, once
    for the day it was due on; return how many there are.
    """
    today = business_date(now)
    since = today - DUE_LATELY
    happened = []
    nodes = CampaignNode.objects.overdue(today).filter(due_on__gte=since)
    for node in nodes.select_related("campaign").order_by("pk"):
        data = {
            **campaign_data(node.campaign),
            "node_id": node.pk,
            "due_on": str(node.due_on),
        }
        key = f"{NODE}:{node.pk}:{node.due_on}"
        happened.append(NewDomainEvent(NODE, key, node, data))
    checks = Decision.objects.due(today).filter(check_on__gte=since)
    for row in checks.select_related("review").order_by("pk"):
        data = {
            "decision_id": row.pk,
            "review_id": row.review_id,
            "check_on": str(row.check_on),
            "url": row.get_absolute_url(),
        }
        key = f"{CHECK}:{row.pk}:{row.check_on}"
        happened.append(NewDomainEvent(CHECK, key, row, data))
    publish(happened, now=now)
    return len(happened)
