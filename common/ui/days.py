"""Buttons that set a field to a day that people often mean."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from common.rules.near_days import near_days

FRIDAY = 4


def day_chips(today: date) -> list[tuple[date, str]]:
    """Return the near days with what they are called today; a day that has two
    names stands once with both.
    """
    near = near_days(today)
    said = [(near.tomorrow, _("Tomorrow"))]
    if today.weekday() < FRIDAY:
        said.append((near.friday, _("This Friday")))
    said.append((near.next_week, _("Next Monday")))
    next_friday = near.next_week + timedelta(days=FRIDAY)
    said.append((next_friday, _("Next Friday")))
    named: dict[date, str] = {}
    for day, name in said:
        if day in named:
            both = {"one": named[day], "other": name}
            name = _("%(one)s (%(other)s)") % both
        named[day] = name
    return sorted(named.items())
