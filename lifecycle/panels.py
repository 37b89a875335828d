"""What lifecycle shows on the member page: state, score, reasons, spells, disputes."""

from datetime import date, timedelta
from typing import Any

from activity.models import ActivitySummary, MemberSeries
from activity.selectors.freshness import Freshness
from lifecycle.models import (
    DormancyDispute,
    DormancyPolicy,
    DormancyState,
    first_held_day,
)
from lifecycle.selectors.explaining import (
    contribution_rows,
    evidence_of,
    held_tenure,
    spell_rows,
    trend_rows,
    what_ifs,
)
from lifecycle.selectors.policies import rules_of
from members.models import Member

LARGEST_BAR = 3.0


def dormancy_summary(
    member: Any,
    freshness: Freshness,
    *,
    today: date,
) -> dict[str, Any]:
    """Return the state of a member of with_dormancy() at a glance, and the
    dispute that holds today.
    """
    disputes = DormancyDispute.objects.holding_on(today).filter(member=member)
    dispute = disputes.select_related("created_by").first()
    if member.dormancy_state is None:
        return {"is_known": False, "dispute": dispute}
    state = DormancyState.State(member.dormancy_state)
    days = held_since = None
    if freshness.business_date is not None and member.state_since:
        last = freshness.business_date
        days = (last - member.state_since).days
        held_since = first_held_day(member.state_held_days, last)
    return {
        "is_known": True,
        "has_state": state != DormancyState.State.UNKNOWN,
        "name": state.name.lower(),
        "label": state.label,
        "days": days,
        "held_since": held_since,
        "of_hundred": round(100 * (member.dormancy_score or 0.0)),
        "dispute": dispute,
    }


def dormancy_panel(
    member: Member,
    *,
    freshness: Freshness,
    today: date,
) -> dict[str, Any]:
    """Return the member's published state and everything that explains it."""
    generation = freshness.generation
    last = freshness.business_date
    states = DormancyState.objects.of_generation(generation)
    state = states.filter(member=member).first()
    disputes = DormancyDispute.objects.holding_on(today).filter(member=member)
    dispute = disputes.select_related("created_by").first()
    if state is None or last is None:
        return {"state": state, "dispute": dispute}
    rules = rules_of(DormancyPolicy.objects.get(version=state.policy_version))
    series = MemberSeries.objects.of_generation(generation)
    decided_on = last - timedelta(days=state.held_days)
    packed = bytes(series.values_list("weeks", flat=True).get(member=member))
    summaries = ActivitySummary.objects.of_generation(generation)
    summary = summaries.get(member=member)
    tenure = held_tenure(summary.tenure_weeks, state.held_days)
    evidence = evidence_of(packed, tenure, decided_on)
    contributions = contribution_rows(evidence, rules)
    for row in contributions:
        share = min(abs(row["effect"]) / LARGEST_BAR, 1.0)
        row["bar"] = round(share * 100)
    return {
        "state": state,
        "dispute": dispute,
        "held_since": state.held_since(last),
        "has_state": state.state != DormancyState.State.UNKNOWN,
        "state_name": DormancyState.State(state.state).name.lower(),
        "contributions": contributions,
        "what_ifs": what_ifs(evidence, rules),
        "trends": trend_rows(packed, summary, last),
        "spells": spell_rows(bytes(state.spells)),
        "summary": summary,
        "limits": rules.limits,
    }
