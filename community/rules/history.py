"""Which posts were history when they arrived: learnt from, and no news."""

from datetime import datetime, timedelta

OLD = timedelta(days=30)


def is_history(
    posted_at: datetime,
    arrived_at: datetime,
    until: datetime | None,
) -> bool:
    """Return whether a post lies before the moment at which the history of its
    source ends, or, where none is declared, is older than OLD at its arrival.
    """
    if until is not None:
        return posted_at < until
    return arrived_at - posted_at > OLD
