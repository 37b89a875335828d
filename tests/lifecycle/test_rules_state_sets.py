"""Sets of states say who was in a state and who moved to it, as flows count."""

import numpy as np

from lifecycle.rules.spells import count_flows
from lifecycle.rules.state_sets import (
    ALL_STATES,
    MOVED_STATES,
    in_state,
    moved_to,
    state_sets,
)
from lifecycle.rules.states import State


def test_sets_count_what_flows_count() -> None:
    random = np.random.default_rng(3)
    states = random.integers(0, len(State), (6, 400)).astype(np.uint8)
    shown = random.random(400) < 0.8
    sets = state_sets(states, shown)
    flows = count_flows(states[:, shown])
    for state in ALL_STATES:
        inside = sets[in_state(state)][1:].sum(axis=1)
        assert inside.tolist() == flows[:, :, state].sum(axis=1).tolist()
    for state in MOVED_STATES:
        moved = flows[:, :, state].sum(axis=1)
        moved -= flows[:, state, state] + flows[:, State.UNKNOWN, state]
        marked = sets[moved_to(state)]
        assert marked[1:].sum(axis=1).tolist() == moved.tolist()
        assert not marked[0].any(), "the week before is not known"
