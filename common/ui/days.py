"""Buttons that set a field to a day that people often mean."""

from datetime import date

from django.utils.translation import gettext as _

from common.rules.near_days import near_days

FRIDAY = 4


def day_chips(today: date) -> list[tuple[date, str]]:
    """Return the near days with what they are called today, each day once."""
    near = near_days(today)
    friday = _("This Friday") if today.weekday() < FRIDAY else _("Next Friday")
    named = {near.tomorrow: _("Tomorrow")}
    named.setdefault(near.friday, friday)
    named.setdefault(near.next_week, _("Next Monday"))
    return list(named.items())
