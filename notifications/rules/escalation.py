"""When an alert that nobody confirms goes to others."""

from datetime import datetime, timedelta

from notifications.rules.kinds import Audience, Urgency

# Who is notified at each step.
STEPS: tuple[Audience, ...] = (Audience.LEADS, Audience.ADMINS)
DEFAULT_HOURS = {Urgency.CRITICAL: 2, Urgency.NORMAL: 24}


def escalates_at(now: datetime, hours: int, step: int) -> datetime | None:
    """Return when step number `step` is due if nobody confirms; None if there
    is none, or escalation is off (0 hours).
    """
    if hours < 1 or step >= len(STEPS):
        return None
    return now + timedelta(hours=hours)
