"""How long an approved script may be used."""

from datetime import date, timedelta

from knowledge.rules.transitions import APPROVED

MAX_DAYS = 366
USUAL_DAYS = 180
# From when the owner is warned.
WARNING_DAYS = 14


def usual_expiry(today: date) -> date:
    """Return the last day that an approval proposes."""
    return today + timedelta(days=USUAL_DAYS)


def expiry_fault(valid_until: date, today: date) -> str:
    """Return why a last day cannot be approved: past, late, or "" if it can."""
    if valid_until < today:
        return "past"
    if valid_until > today + timedelta(days=MAX_DAYS):
        return "late"
    return ""


def is_usable(state: str, valid_until: date, today: date) -> bool:
    """Tell whether a version may be used on a day."""
    return state == APPROVED and valid_until >= today


def warned_until(today: date) -> date:
    """Return up to which last day scripts expire soon."""
    return today + timedelta(days=WARNING_DAYS)
