"""What lifecycle shows on the member page: state, score, reasons, spells, disputes."""

from datetime import date
from typing import Any

from activity.models import ActivitySummary, MemberSeries
from activity.services.freshness import Freshness
from lifecycle.models import DormancyDispute, DormancyPolicy, DormancyState
from lifecycle.services.explaining import contribution_rows, evidence_of, spell_rows, trend_rows, what_ifs
from lifecycle.services.policies import rules_of
from members.models import Member

LARGEST_BAR = 3.0


def dormancy_panel(member: Member, *, freshness: Freshness, today: date) -> dict[str, Any]:
    """Return the member's state of the published generation with everything that explains it."""
    generation, last = freshness.generation, freshness.business_date
    state = DormancyState.objects.of_generation(generation).filter(member=member).first()
    dispute = DormancyDispute.objects.holding_on(today).filter(member=member).select_related("created_by").first()
    panel: dict[str, Any] = {"state": state, "dispute": dispute}
    if state is None or last is None:
        return panel
    rules = rules_of(DormancyPolicy.objects.get(version=state.policy_version))
    packed = bytes(MemberSeries.objects.of_generation(generation).values_list("weeks", flat=True).get(member=member))
    summary = ActivitySummary.objects.of_generation(generation).get(member=member)
    evidence = evidence_of(packed, summary.tenure_weeks, last)
    contributions = contribution_rows(evidence, rules)
    for row in contributions:
        row["bar"] = round(min(abs(row["effect"]) / LARGEST_BAR, 1.0) * 100)
    return {
        **panel,
        "has_state": state.state != DormancyState.State.UNKNOWN,
        "state_name": DormancyState.State(state.state).name.lower(),
        "percent": round(100 * state.score),
        "contributions": contributions,
        "what_ifs": [{**row, "percent": round(100 * row["score"])} for row in what_ifs(evidence, rules)],
        "trends": trend_rows(packed, summary, last),
        "spells": spell_rows(bytes(state.spells)),
        "summary": summary,
        "limits": rules.limits,
    }
