"""Campaigns with plan, nodes, costs, works and participants; reviews with
decisions.
"""

from campaigns.models.campaigns import Campaign
from campaigns.models.participants import (
    CalendarAddress,
    CallFinding,
    Participant,
)
from campaigns.models.parts import (
    CampaignNode,
    CampaignWork,
    CostLine,
    PlanMember,
)
from campaigns.models.reviews import Decision, Review, ReviewFinding

__all__ = [
    "CalendarAddress",
    "CallFinding",
    "Campaign",
    "CampaignNode",
    "CampaignWork",
    "CostLine",
    "Decision",
    "Participant",
    "PlanMember",
    "Review",
    "ReviewFinding",
]
