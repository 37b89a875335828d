"""The way of a version: each act from each state."""

import pytest

from knowledge.rules.transitions import (
    FINAL_STATES,
    OPEN_STATES,
    STATES,
    TRANSITIONS,
    acts_in,
    next_state,
)

WAY = {
    ("edit", "draft"): "draft",
    ("submit", "draft"): "submitted",
    ("return", "submitted"): "draft",
    ("approve", "submitted"): "approved",
    ("retire", "approved"): "retired",
}


@pytest.mark.parametrize("act", TRANSITIONS)
@pytest.mark.parametrize("state", STATES)
def test_each_act_from_each_state(act: str, state: str) -> None:
    assert next_state(act, state) == WAY.get((act, state))


def test_no_way_leads_out_of_retirement() -> None:
    assert acts_in("retired") == ()
    assert acts_in("submitted") == ("return", "approve")


def test_every_state_is_open_or_final() -> None:
    assert sorted((*OPEN_STATES, *FINAL_STATES)) == sorted(STATES)
