"""How far a campaign is: actual against target and baseline, cost, curve."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CostLine, Participant, PlanMember
from campaigns.models.choices import Arm
from campaigns.rules.curves import Curve, curve_of
from campaigns.rules.plans import Window
from campaigns.selectors.measures import count_measure, total_of
from members.models import Member


@dataclass(frozen=True)
class Progress:
    """actual: None before the first day · share: of the target."""

    actual: float | None
    share: float | None
    curve: Curve


def window_of(campaign: Campaign) -> Window:
    """Return the days of a campaign."""
    return Window(campaign.starts_on, campaign.ends_on)


def audience_of(campaign: Campaign) -> QuerySet[Any]:
    """Return the ids of the audience as it was at the start; for who was merged
    since, of the record to which their acts have moved.
    """
    rows = PlanMember.objects.filter(campaign=campaign, arm=Arm.AUDIENCE)
    merged = rows.filter(member__merged_into__isnull=False)
    ids = list(merged.values_list("member_id", flat=True))
    kept = [one.pk for one in Member.objects.unmerged_by_id(ids).values()]
    own = Q(pk__in=rows.values("member_id"))
    people = Member.objects.unmerged().filter(own | Q(pk__in=kept))
    return people.values("pk")


def read_progress(campaign: Campaign, today: date) -> Progress:
    """Return how far a campaign is that has a measure and a target."""
    window = window_of(campaign)
    rows = count_measure(
        campaign, campaign.measure, audience_of(campaign), window
    )
    target = None if campaign.target is None else float(campaign.target)
    curve = curve_of(rows, window, target=target, today=today)
    if today < window.first:
        return Progress(None, None, curve)
    actual = total_of(rows)
    return Progress(actual, actual / target if target else None, curve)


def stored_progress(campaign: Campaign) -> Progress:
    """Return how far a closed campaign came, as its report says."""
    result = campaign.result
    window = window_of(campaign)
    target = None if campaign.target is None else float(campaign.target)
    even = curve_of([], window, target=target, today=window.last)
    curve = even._replace(actual=result["reached"])
    return Progress(result["actual"], result["share"], curve)


def progress_chart(campaign: Campaign, progress: Progress) -> dict[str, Any]:
    """Return the curve for the chart of the page."""
    curve = progress.curve
    return {
        "kind": "line",
        "x": [str(day) for day in curve.days],
        "series": [
            {"name": _("reached"), "data": curve.actual},
            {"name": _("target, spread evenly"), "data": curve.expected},
        ],
        "unit": campaign.get_measure_display(),
    }


def cost_of(campaign: Campaign) -> float:
    """Return what a campaign has cost so far, in yuan."""
    rows = CostLine.objects.filter(campaign=campaign)
    return float(rows.aggregate(n=Sum("amount"))["n"] or 0)


def participant_counts(campaign: Campaign, today: date) -> dict[str, int]:
    """Return how many signed up, came, and stayed away."""
    rows = Participant.objects.filter(campaign=campaign)
    return {
        "sign_ups": rows.signed_up().count(),
        "attendance": rows.attended().count(),
        "no_shows": rows.no_shows(today).count(),
    }


def arm_counts(campaign: Campaign) -> dict[str, int]:
    """Return how many members are in the audience and in the control group."""
    rows = PlanMember.objects.filter(campaign=campaign)
    return {
        "audience": rows.filter(arm=Arm.AUDIENCE).count(),
        "control": rows.filter(arm=Arm.CONTROL).count(),
    }
