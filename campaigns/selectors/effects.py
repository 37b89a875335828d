"""Whether a campaign changed anything, as far as it can be said."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Campaign, PlanMember
from campaigns.models.choices import Arm, Method
from campaigns.rules.costs import CostFigures, cost_figures
from campaigns.rules.effects import (
    Estimate,
    Groups,
    Verdict,
    smallest_visible,
    verdict_of,
)
from campaigns.rules.measures import rule_of
from campaigns.rules.plans import Window
from campaigns.selectors.measures import by_member, count_measure
from campaigns.selectors.progress import cost_of, window_of
from teamwork.models import MemberMerge

LEAD_IN_WEEKS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class EffectReport:
    """What can be said about the effect.

    verdict.code: seen, not_seen, or why nothing can be said · visible: the
    smallest effect per member that it could see · counts: members in both
    groups · left_out: members who were merged since · gained: the effect over
    the whole audience · weeks: the lead-in of both groups for a chart.
    """

    verdict: Verdict
    visible: float | None
    audience: int
    control: int
    left_out: int
    costs: CostFigures
    weeks: dict[str, Any]

    @property
    def gained(self) -> float | None:
        """Return the effect over the whole audience."""
        estimate = self.verdict.estimate
        return (
            None if estimate is None else estimate.difference * self.audience
        )


def read_effect(
    campaign: Campaign,
    *,
    actual: float | None,
    today: date,
) -> EffectReport:
    """Return what can be said about the effect of a started campaign."""
    cost = cost_of(campaign)
    analysed = _analysed(campaign)
    ids = {arm: _ids(analysed, arm) for arm in (Arm.AUDIENCE, Arm.CONTROL)}
    audience, control = ids[Arm.AUDIENCE], ids[Arm.CONTROL]
    everybody = PlanMember.objects.filter(campaign=campaign).count()
    code = _unsayable(campaign, today)
    visible = None
    weeks: dict[str, Any] = {}
    verdict = Verdict(code)
    if code in ("", "early"):
        groups = _groups(campaign, analysed, audience, control)
        is_draw = campaign.method == Method.DRAW
        visible = smallest_visible(groups, is_draw=is_draw)
        weeks = _lead_in(campaign, analysed, (audience, control), today)
        if not code:
            verdict = verdict_of(groups, is_draw=is_draw)
    return EffectReport(
        verdict=verdict,
        visible=visible,
        audience=len(audience),
        control=len(control),
        left_out=everybody - len(audience) - len(control),
        costs=cost_figures(
            cost, actual or 0.0, verdict.estimate, len(audience)
        ),
        weeks=weeks,
    )


def _unsayable(campaign: Campaign, today: date) -> str:
    """Return why nothing can be said whatever the figures are, "" if they
    decide. No figure of the campaign's days is read before its planned end.
    """
    if campaign.method == Method.NONE:
        return "no_method"
    if rule_of(campaign.measure).is_own:
        return "own_measure"
    if today <= campaign.ends_on:
        return "early"
    return ""


def _groups(
    campaign: Campaign,
    analysed: QuerySet[Any],
    audience: list[int],
    control: list[int],
) -> Groups:
    """Return the measure by member in both groups, in the days of the campaign
    and in the two windows before. Each window is counted once for both.
    """
    # A campaign is planned before it starts: what happens between the start
    # and the first day is not its effect.
    now = window_of(campaign)
    members = analysed.values("member_id")
    counts = [
        count_measure(campaign, campaign.measure, members, window)
        for window in (now, now.before(), now.before(2))
    ]
    found = []
    for group in (audience, control):
        found += [by_member(rows, group) for rows in counts]
    return Groups(*found)


def _analysed(campaign: Campaign) -> Any:
    """Return the members of a plan without people who were merged since: what
    they did belongs to another record by now.
    """
    merges = MemberMerge.objects.filter(
        merged_at__gte=OuterRef("fixed_at"),
        undone_at__isnull=True,
    )
    rows = PlanMember.objects.filter(
        campaign=campaign,
        member__merged_into__isnull=True,
    )
    return rows.exclude(Exists(merges.filter(kept=OuterRef("member"))))


def _ids(rows: Any, arm: Arm) -> list[int]:
    found = rows.filter(arm=arm).order_by("member_id")
    return list(found.values_list("member_id", flat=True))


def _lead_in(
    campaign: Campaign,
    analysed: QuerySet[Any],
    groups: tuple[list[int], list[int]],
    today: date,
) -> dict[str, Any]:
    """Return the measure per member and week in both groups, from the lead-in
    to the last whole week.
    """
    if not all(groups):
        return {}
    first = campaign.starts_on - LEAD_IN_WEEKS * WEEK
    last = min(campaign.ends_on, today)
    if today <= campaign.ends_on:
        last = campaign.starts_on - timedelta(days=1)
    count = max(1, ((last - first).days + 1) // 7)
    window = Window(first, first + count * WEEK - timedelta(days=1))
    members = analysed.values("member_id")
    rows = count_measure(campaign, campaign.measure, members, window)
    series = []
    names = (_("Audience"), _("Control group"))
    for name, ids in zip(names, groups, strict=True):
        inside = set(ids)
        sums = np.zeros(count)
        for member_id, day, amount in rows:
            if member_id in inside:
                sums[(day - first).days // 7] += amount
        means = [round(float(one) / len(ids), 3) for one in sums]
        series.append({"name": name, "data": means})
    return {
        "kind": "line",
        "x": [str(first + step * WEEK) for step in range(count)],
        "series": series,
        "unit": _("per member and week"),
    }


def as_stored(report: EffectReport) -> dict[str, Any]:
    """Return what is said as plain values, to be kept with a report."""
    verdict = report.verdict
    return {
        "code": verdict.code,
        "estimate": _estimate(verdict.estimate),
        "earlier": _estimate(verdict.earlier),
        "visible": report.visible,
        "audience": report.audience,
        "control": report.control,
        "gained": report.gained,
        "costs": report.costs._asdict(),
    }


def _estimate(one: Estimate | None) -> dict[str, float] | None:
    return None if one is None else one._asdict()
