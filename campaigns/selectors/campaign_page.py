"""What the page of a campaign shows, and the API says of its progress."""

from datetime import datetime
from typing import Any

from campaigns.labels import unsayable_text
from campaigns.models import Campaign
from campaigns.rules.plans import StateName, plan_fault
from campaigns.selectors.effects import as_stored, read_effect
from campaigns.selectors.progress import (
    arm_counts,
    cost_of,
    participant_counts,
    progress_chart,
    read_progress,
)
from common.calendar import business_date

SHOWN_WORKS = 8
UNSTARTED = {"code": "not_started"}


def read_campaign(campaign: Campaign, *, now: datetime) -> dict[str, Any]:
    """Return plan, progress, effect, nodes, works and costs of a campaign."""
    today = business_date(now)
    works = campaign.works.linked().select_related("post__author")
    found: dict[str, Any] = {
        "row": campaign,
        "today": today,
        "nodes": campaign.nodes.select_related("owner", "done_by"),
        "costs": campaign.costs.select_related("entered_by"),
        "cost": cost_of(campaign),
        "works": works[:SHOWN_WORKS],
        "work_count": works.count(),
        "findings": campaign.findings.select_related(
            "member", "issue", "suggestion"
        ),
        "reviews": campaign.reviews.order_by("-held_on"),
        "changed_by": campaign.decisions.select_related("review"),
        **participant_counts(campaign, today),
        "charts": {},
        "is_over": today > campaign.ends_on,
    }
    if campaign.started_at is not None:
        found |= _measured(campaign, now)
    return found


def _measured(campaign: Campaign, now: datetime) -> dict[str, Any]:
    today = business_date(now)
    progress = read_progress(campaign, today)
    effect = read_effect(campaign, actual=progress.actual, today=today)
    charts = {"progress": progress_chart(campaign, progress)}
    if effect.weeks:
        charts["lead_in"] = effect.weeks
    return {
        "progress": progress,
        "arms": arm_counts(campaign),
        "effect": effect,
        "unsayable": unsayable_text(effect.verdict.code),
        "charts": charts,
        "is_behind": _is_behind(progress, today),
    }


def _is_behind(progress: Any, today: Any) -> bool:
    """Tell whether less was reached by yesterday than an even pace asks for."""
    curve = progress.curve
    for day, actual, wanted in zip(
        curve.days, curve.actual, curve.expected, strict=True
    ):
        if day == today:
            return bool(wanted and (actual or 0) < wanted)
    return False


def progress_answer(campaign: Campaign, *, now: datetime) -> dict[str, Any]:
    """Return how far a campaign is, as plain values."""
    today = business_date(now)
    actual = None
    effect: dict[str, Any] = UNSTARTED
    if campaign.started_at is not None:
        progress = read_progress(campaign, today)
        actual = progress.actual
        effect = as_stored(read_effect(campaign, actual=actual, today=today))
    return {
        "campaign": campaign.pk,
        "measure": campaign.measure,
        "baseline": campaign.baseline,
        "target": campaign.target,
        "actual": actual,
        "cost": cost_of(campaign),
        **participant_counts(campaign, today),
        "effect": effect,
    }


def can_start(campaign: Campaign, plan: Any, *, now: datetime) -> str:
    """Return why a planned campaign cannot start today, "" if it can."""
    if campaign.state != StateName.PLANNED:
        return "state"
    return plan_fault(plan, business_date(now))
