"""Until when an item of the desk is put off."""

from datetime import date, datetime, time, timedelta, tzinfo

HOUR, TOMORROW, MONDAY = "hour", "tomorrow", "monday"
WHEN = (HOUR, TOMORROW, MONDAY)
MORNING = time(9)
ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=90)
FRIDAY = 4


def next_monday(today: date) -> date:
    """Return the first Monday after a day."""
    return today + (7 - today.weekday()) * ONE_DAY


def this_friday(today: date) -> date | None:
    """Return the Friday of the same week, None if it is not after tomorrow."""
    friday = today + (FRIDAY - today.weekday()) * ONE_DAY
    return friday if friday > today + ONE_DAY else None


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
        day = today + ONE_DAY
    elif when == MONDAY:
        day = next_monday(today)
    if day is None or day > today + LONGEST:
        return None
    until = datetime.combine(day, MORNING, tzinfo=zone)
    return until if until > now else None
