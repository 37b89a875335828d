"""The states of a message to a member, and what leads from one to another."""

# What the outbox calls channels to members.
RECEIVER_TYPE = "member_channel"
DRAFT, SUBMITTED, APPROVED = "draft", "submitted", "approved"
SENDING, SENT, UNCERTAIN = "sending", "sent", "uncertain"
REFUSED, FAILED, CANCELLED = "refused", "failed", "cancelled"
# What counts as a contact: it has arrived, or may have.
CONTACT_STATES = (SENDING, SENT, UNCERTAIN)
# What takes its state from the outbox.
FOLLOWING = (APPROVED, SENDING, UNCERTAIN, FAILED)
# What nobody has decided for good.
OPEN_STATES = (DRAFT, SUBMITTED, APPROVED, SENDING, UNCERTAIN)
# The steps of staff, with the states in which each is possible.
STEPS = {
    "edit": (DRAFT,),
    "submit": (DRAFT,),
    "return": (SUBMITTED, APPROVED, REFUSED, FAILED, CANCELLED),
    "approve": (SUBMITTED,),
    "take": (APPROVED,),
    "sent": (SENDING, UNCERTAIN),
    "not_sent": (SENDING, UNCERTAIN),
    "cancel": (DRAFT, SUBMITTED, APPROVED, REFUSED, FAILED),
    "answer": (SENT, UNCERTAIN, SENDING),
}


def can_step(step: str, state: str) -> bool:
    """Tell whether a step is possible in a state."""
    return state in STEPS[step]


_AFTER_OUTBOX = {
    "sending": SENDING,
    "sent": SENT,
    "uncertain": UNCERTAIN,
    "failed": FAILED,
    "cancelled": FAILED,
}


def state_after_outbox(
    own: str,
    outbox: str,
    *,
    may_have_arrived: bool,
) -> str:
    """Return the state of a message that follows from that of its outbox
    message; its own where nothing follows.

    What failed stays so, unless a colleague found out that it arrived.
    """
    found = _AFTER_OUTBOX.get(outbox, own)
    if found == FAILED and may_have_arrived:
        found = UNCERTAIN
    if found != SENT and own == FAILED:
        return own
    return found
