"""Which state of an issue may follow which."""

NEXT_STATES = {
    "new": ("confirmed", "engineering", "muted", "closed"),
    "confirmed": ("engineering", "fixed", "muted", "closed"),
    "engineering": ("fixed", "confirmed", "muted", "closed"),
    "fixed": ("verified", "engineering", "closed"),
    "verified": ("closed", "engineering"),
    "closed": ("confirmed",),
    "regressed": ("confirmed", "engineering", "fixed", "muted", "closed"),
    "muted": ("confirmed", "closed"),
}


# A decision that leaves the state: only who is responsible, until when, or a
# note. It is offered where somebody is still to do something.
KEPT_STATES = ("new", "confirmed", "engineering", "fixed", "regressed")


def may_follow(before: str, after: str) -> bool:
    """Return whether an issue may go from one state to another."""
    return after in NEXT_STATES.get(before, ())


def may_keep(state: str) -> bool:
    """Return whether a decision may leave an issue in its state."""
    return state in KEPT_STATES
