"""Which week a brief is about, and when it can be sent."""

from datetime import date, datetime, timedelta

from activity.rules.calendar import monday_of

ONE_WEEK = timedelta(weeks=1)
FIRST_WEEK = date(2000, 1, 3)
LAST_OF_WEEK = timedelta(days=6)
# From this hour of the first day after the week a brief is sent, if the night
# of the week's last day is there; from the second one in any case.
SENT_FROM_HOUR = 8
SENT_AT_LATEST_HOUR = 18


def last_whole_week(today: date) -> date:
    """Return the Monday of the last week that is over."""
    return monday_of(today) - ONE_WEEK


def may_be_sent(
    week: date,
    *,
    local_now: datetime,
    computed_until: date | None,
) -> bool:
    """Return whether the brief of a week is sent now: its figures are there,
    or it is so late that it is sent with a note that they are not.
    """
    first_day = week + ONE_WEEK
    today = local_now.date()
    if today < first_day or local_now.hour < SENT_FROM_HOUR:
        return False
    if computed_until is not None and computed_until >= week + LAST_OF_WEEK:
        return True
    return today > first_day or local_now.hour >= SENT_AT_LATEST_HOUR
