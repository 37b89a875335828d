"""What the audit log covers of campaigns and reviews."""

from typing import Any

import campaigns.models as campaigns
from common.audit.policy import Audited


def _of(*names: str) -> frozenset[str]:
    return frozenset(names)


CAMPAIGNS: dict[type[Any], Audited] = {
    campaigns.Campaign: Audited(
        ignored=_of("created_at", "updated_at", "draw", "result"),
        plain=_of("title", "place", "topics"),
        name="title",
    ),
    campaigns.CampaignNode: Audited(about="campaign"),
    campaigns.CampaignWork: Audited(about="campaign", in_bulk=False),
    campaigns.CostLine: Audited(about="campaign"),
    campaigns.Participant: Audited(
        ignored=_of("entered_at", "updated_at"),
        about="campaign",
    ),
    campaigns.CallFinding: Audited(
        ignored=_of("entered_at"),
        about="campaign",
    ),
    campaigns.CalendarAddress: Audited(
        ignored=_of("digest", "last_read_at"),
        about="user",
    ),
    campaigns.Review: Audited(
        ignored=_of("agenda", "updated_at"),
        plain=_of("title"),
        name="title",
    ),
    campaigns.ReviewFinding: Audited(about="review"),
    campaigns.Decision: Audited(ignored=_of("updated_at"), about="review"),
}
