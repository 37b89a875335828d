"""Which state of a claim may follow which. The machine suggests; all else is
decided by staff.
"""

SUGGESTED = "suggested"
CONFIRMED = "confirmed"
ANSWERED = "answered"
CLOSED = "closed"
NOT_RUMOUR = "not_rumour"
OPEN_STATES = (SUGGESTED, CONFIRMED)
# States in which posts that repeat a claim belong to it. A claim that was
# closed and comes again is a new one that refers to it.
FOLLOWED_STATES = (SUGGESTED, CONFIRMED, ANSWERED, NOT_RUMOUR)
NEXT_STATES = {
    SUGGESTED: (CONFIRMED, NOT_RUMOUR),
    CONFIRMED: (ANSWERED, CLOSED, NOT_RUMOUR),
    ANSWERED: (CLOSED, CONFIRMED),
    CLOSED: (CONFIRMED,),
    NOT_RUMOUR: (CONFIRMED,),
}


def may_follow(before: str, after: str) -> bool:
    """Return whether a claim may go from one state to another."""
    return after in NEXT_STATES.get(before, ())
