"""Who was in which state, and who moved into which, week by week."""

from activity.rules.member_sets import Sets
from lifecycle.rules.arrays import Bools, Bytes
from lifecycle.rules.states import State

NAMED_STATES = (State.ACTIVE, State.COOLING, State.DORMANT, State.RETURNED)
MOVED_STATES = (State.COOLING, State.DORMANT, State.RETURNED)
ALL_STATES = (*NAMED_STATES, State.UNKNOWN)


def in_state(state: State) -> str:
    """Return the name of the set of members in a state."""
    return f"state_{state.name.lower()}"


def moved_to(state: State) -> str:
    """Return the name of the set of members who moved into a state."""
    return f"moved_{state.name.lower()}"


def state_sets(states: Bytes, shown: Bools) -> Sets:
    """Return in which weeks each member was in each state, and moved to it
    from another; who had no state before has not moved.

    Shape: states (w, m), shown (m,) -> (w, m) each.
    """
    sets: Sets = {}
    for state in ALL_STATES:
        sets[in_state(state)] = (states == state) & shown
    for state in MOVED_STATES:
        now = sets[in_state(state)]
        moved = now.copy()
        moved[0] = False
        before = states[:-1]
        moved[1:] &= (before != state) & (before != State.UNKNOWN)
        sets[moved_to(state)] = moved
    return sets
