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


def may_follow(before: str, after: str) -> bool:
    """Return whether an issue may go from one state to another."""
    return after in NEXT_STATES.get(before, ())
