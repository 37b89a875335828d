"""What follows from the answer to a message."""

from enum import Enum
from http import HTTPStatus

# Nobody knows whether the message arrived.
UNKNOWN_FAULTS = frozenset({"too_slow", "interrupted"})
# A gateway says that the server behind it gave no answer.
UNKNOWN_STATUSES = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT},
)


class Outcome(Enum):
    """What happens to the message."""

    SENT = "sent"
    RETRY = "retry"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    GONE = "gone"


def outcome_of(status: int | None, fault: str, *, has_key: bool) -> Outcome:
    """Return what happens to a message after this answer.

    `has_key`: the receiver recognises a message that comes twice, so one of
    which nobody knows whether it arrived is sent again.
    """
    if fault == "rejected":
        return Outcome.REJECTED
    if not fault and (status is None or 200 <= status < 300):
        return Outcome.SENT
    if status == HTTPStatus.GONE:
        return Outcome.GONE
    is_unknown = fault in UNKNOWN_FAULTS or (
        not fault and status in UNKNOWN_STATUSES
    )
    if is_unknown and not has_key:
        return Outcome.UNCERTAIN
    return Outcome.RETRY
