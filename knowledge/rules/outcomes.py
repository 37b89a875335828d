"""What followed after a script was used."""

from datetime import date, datetime, timedelta

# Within how many days what a member does counts as an answer.
OUTCOME_DAYS = 14
RETURNED = "returned"
ANSWERED = "answered"
ACTIVE = "active"
SILENT = "silent"
PENDING = "pending"
OUTCOMES = (RETURNED, ANSWERED, ACTIVE, SILENT, PENDING)


def pending_since(today: date) -> date:
    """Return the first day whose uses may still be followed by an answer."""
    return today - timedelta(days=OUTCOME_DAYS)


def last_moment(used_at: datetime) -> datetime:
    """Return until when what the member does counts."""
    return used_at + timedelta(days=OUTCOME_DAYS)
