"""What the page of a campaign shows, and the API says of its progress."""

from datetime import date, datetime
from typing import Any

from campaigns.labels import unsayable_text
from campaigns.models import Campaign
from campaigns.rules.curves import is_behind
from campaigns.rules.plans import StateName, plan_fault
from campaigns.selectors.effects import as_stored, read_effect
from campaigns.selectors.progress import (
    arm_counts,
    cost_of,
    participant_counts,
    progress_chart,
    read_progress,
    stored_progress,
)
from common.calendar import business_date

SHOWN_WORKS = 8
# Of each kind of row on the page.
SHOWN_ROWS = 50
COUNTS = ("cost", "sign_ups", "attendance", "no_shows")
UNSTARTED = {"code": "not_started"}


def read_campaign(campaign: Campaign, *, now: datetime) -> dict[str, Any]:
    """Return plan, progress, effect, nodes, works and costs of a campaign."""
    today = business_date(now)
    works = campaign.works.linked().select_related("post__author")
    found: dict[str, Any] = {
        "row": campaign,
        "today": today,
        **_parts(campaign),
        **_counts(campaign, today),
        "works": works[:SHOWN_WORKS],
        "work_count": works.count(),
        "charts": {},
        "is_over": today > campaign.ends_on,
    }
    if campaign.started_at is not None:
        found |= _measured(campaign, today)
    return found


def _parts(campaign: Campaign) -> dict[str, Any]:
    """Return what belongs to a campaign, the first or last rows of each."""
    rows = {
        "nodes": campaign.nodes.select_related("owner", "done_by"),
        "costs": campaign.costs.select_related("entered_by").order_by(
            "-spent_on", "-pk"
        ),
        "findings": campaign.findings.filter(member__merged_into__isnull=True)
        .select_related("member", "issue", "suggestion")
        .order_by("-pk"),
        "reviews": campaign.reviews.order_by("-held_on"),
        "changed_by": campaign.decisions.select_related("review"),
        "takers": campaign.participants.counted()
        .select_related("member")
        .order_by("-pk"),
    }
    found: dict[str, Any] = {"shown_rows": SHOWN_ROWS}
    for name, query in rows.items():
        held = list(query[: SHOWN_ROWS + 1])
        found[name] = held[:SHOWN_ROWS]
        found[f"more_{name}"] = len(held) > SHOWN_ROWS
    return found


def _counts(campaign: Campaign, today: date) -> dict[str, Any]:
    """Return cost and participants: as the report says, once it is stored."""
    if campaign.closed_at is not None:
        return {name: campaign.result[name] for name in COUNTS}
    return {"cost": cost_of(campaign), **participant_counts(campaign, today)}


def _measured(campaign: Campaign, today: date) -> dict[str, Any]:
    found: dict[str, Any] = {"arms": arm_counts(campaign)}
    if campaign.closed_at is not None:
        progress = stored_progress(campaign)
        effect: Any = campaign.result["effect"]
        code = effect["code"]
        charts = {"progress": progress_chart(campaign, progress)}
        found["result"] = campaign.result
    else:
        progress = read_progress(campaign, today)
        effect = read_effect(campaign, actual=progress.actual, today=today)
        code = effect.verdict.code
        charts = {"progress": progress_chart(campaign, progress)}
        if effect.weeks:
            charts["lead_in"] = effect.weeks
    return {
        **found,
        "progress": progress,
        "effect": effect,
        "unsayable": unsayable_text(code),
        "charts": charts,
        "is_behind": is_behind(progress.curve, today),
    }


def progress_answer(campaign: Campaign, *, now: datetime) -> dict[str, Any]:
    """Return how far a campaign is, as plain values; once it is closed, what
    its report says.
    """
    today = business_date(now)
    actual = None
    effect: dict[str, Any] = UNSTARTED
    if campaign.closed_at is not None:
        actual = campaign.result["actual"]
        effect = campaign.result["effect"]
    elif campaign.started_at is not None:
        progress = read_progress(campaign, today)
        actual = progress.actual
        effect = as_stored(read_effect(campaign, actual=actual, today=today))
    return {
        "campaign": campaign.pk,
        "measure": campaign.measure,
        "baseline": campaign.baseline,
        "target": campaign.target,
        "actual": actual,
        **_counts(campaign, today),
        "effect": effect,
    }


def can_start(campaign: Campaign, plan: Any, *, now: datetime) -> str:
    """Return why a planned campaign cannot start today, "" if it can."""
    if campaign.state != StateName.PLANNED:
        return "state"
    return plan_fault(plan, business_date(now))
