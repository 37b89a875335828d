"""What the API adds to states: contributions, spells and disputes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lifecycle.models import DormancyDispute, DormancyPolicy, DormancyState
from lifecycle.selectors.explaining import (
    contribution_rows,
    read_evidence,
    spell_rows,
)
from lifecycle.selectors.policies import rules_of


def read_state_details(
    states: Sequence[DormancyState],
    *,
    generation: int,
    last: date | None,
    today: date,
) -> dict[int, dict[str, Any]]:
    """Return for each of these states, by member, its contributions (none
    where too little is known), its spells, and the end of its dispute.
    """
    if not states:
        return {}
    ids = [state.member_id for state in states]
    evidence = {}
    if last is not None:
        evidence = read_evidence(
            ids,
            generation=generation,
            last=last,
            held_days={state.member_id: state.held_days for state in states},
        )
    rules = {}
    for policy in DormancyPolicy.objects.all():
        rules[policy.version] = rules_of(policy)
    holding = DormancyDispute.objects.holding_on(today)
    disputed = dict(
        holding.filter(member_id__in=ids).values_list("member_id", "until"),
    )
    details = {}
    for state in states:
        pk = state.member_id
        contributions = []
        if state.state != DormancyState.State.UNKNOWN and pk in evidence:
            contributions = contribution_rows(
                evidence[pk],
                rules[state.policy_version],
            )
        details[pk] = {
            "contributions": contributions,
            "spells": spell_rows(bytes(state.spells)),
            "disputed_until": disputed.get(pk),
        }
    return details
