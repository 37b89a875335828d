"""Whether a campaign changed anything, as far as it can be said."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from campaigns.models import Campaign, PlanMember
from campaigns.models.choices import Arm, Method
from campaigns.rules.costs import CostFigures, cost_figures
from campaigns.rules.curves import DayCount
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
        counted = _Counted(campaign)
        groups = counted.groups(audience, control)
        is_draw = campaign.method == Method.DRAW
        visible = smallest_visible(groups, is_draw=is_draw)
        weeks = _lead_in(campaign, audience, control, today)
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


class _Counted:
    """The measure in the days of a campaign and in the two windows before."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        # A campaign is planned before it starts: what happens between the start
        # and the first day is not its effect.
        self._now = window_of(campaign)

    def groups(self, audience: list[int], control: list[int]) -> Groups:
        """Return the measure by member in both groups."""
        past, earlier = self._now.before(), self._now.before(2)
        found = []
        for members in (audience, control):
            for window in (self._now, past, earlier):
                found.append(by_member(self._count(members, window), members))
        return Groups(*found)

    def _count(self, members: list[int], window: Window) -> list[DayCount]:
        measure = self._campaign.measure
        return count_measure(self._campaign, measure, members, window)


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
    audience: list[int],
    control: list[int],
    today: date,
) -> dict[str, Any]:
    """Return the measure per member and week in both groups, from the lead-in
    to the last whole week.
    """
    if not audience or not control:
        return {}
    first = campaign.starts_on - LEAD_IN_WEEKS * WEEK
    last = min(campaign.ends_on, today)
    if today <= campaign.ends_on:
        last = campaign.starts_on - timedelta(days=1)
    count = max(1, ((last - first).days + 1) // 7)
    window = Window(first, first + count * WEEK - timedelta(days=1))
    series = []
    names = ((_("Audience"), audience), (_("Control group"), control))
    for name, members in names:
        rows = count_measure(campaign, campaign.measure, members, window)
        sums = np.zeros(count)
        for _member, day, amount in rows:
            sums[(day - first).days // 7] += amount
        means = [round(float(one) / len(members), 3) for one in sums]
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
