"""Until when an item of the desk is put off."""

from datetime import date, datetime, time, timedelta, tzinfo

from common.rules.near_days import near_days

HOUR, TOMORROW, MONDAY = "hour", "tomorrow", "monday"
WHEN = (HOUR, TOMORROW, MONDAY)
MORNING = time(9)
LONGEST = timedelta(days=90)


def snoozed_until(
    when: str,
    day: date | None,
    now: datetime,
    zone: tzinfo,
) -> datetime | None:
    """Return the moment at which an item comes back: in an hour, or at nine
    in the morning of tomorrow, of the next Monday or of a chosen day. None if
    that is not ahead, or too far.
    """
    if when == HOUR:
        return now + timedelta(hours=1)
    today = now.astimezone(zone).date()
    if when == TOMORROW:
        day = near_days(today).tomorrow
    elif when == MONDAY:
        day = near_days(today).next_week
    if day is None or day > today + LONGEST:
        return None
    until = datetime.combine(day, MORNING, tzinfo=zone)
    return until if until > now else None
