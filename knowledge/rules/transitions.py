"""From which state a version of a script may go to which, by which act."""

DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"
RETIRED = "retired"
# Shown of an approved version whose last day is over; never stored.
EXPIRED = "expired"
STATES = (DRAFT, SUBMITTED, APPROVED, RETIRED)
# Their text may still change, and a script has at most one of them.
OPEN_STATES = (DRAFT, SUBMITTED)
# Their text never changes again.
FINAL_STATES = (APPROVED, RETIRED)
TRANSITIONS = {
    "edit": {DRAFT: DRAFT},
    "submit": {DRAFT: SUBMITTED},
    "return": {SUBMITTED: DRAFT},
    "approve": {SUBMITTED: APPROVED},
    "retire": {APPROVED: RETIRED},
}


def next_state(act: str, state: str) -> str | None:
    """Return the state after an act, None if the act is not allowed."""
    return TRANSITIONS[act].get(state)


def acts_in(state: str) -> tuple[str, ...]:
    """Return the acts that a state allows."""
    return tuple(act for act, steps in TRANSITIONS.items() if state in steps)
