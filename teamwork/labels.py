"""The words for days and waits on the desk, and for reasons why two members
may be one person.
"""

from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

ONE_DAY = timedelta(days=1)

DUPLICATE_REASONS: dict[str, Promise] = {
    "same_unionid": _("the same WeChat unionid"),
    "same_vin": _("the same VIN"),
    "same_phone": _("the same phone number"),
    "same_identity": _("the same id, written differently"),
    "same_car_day": _("the same model since the same day"),
    "same_series": _("the same model"),
    "same_name": _("the same nickname"),
    "same_city": _("the same city"),
    "resold_vin": _("the same car, one after the other"),
}
DUPLICATE_STRENGTHS: dict[str, Promise] = {
    "nearly_certain": _("nearly certain"),
    "likely": _("likely"),
    "possible": _("possible"),
}


def day_text(day: date, today: date) -> str:
    """Return a day as it is said: today, yesterday, tomorrow, else its month
    and day, with the year if that is another.
    """
    named = {
        today - ONE_DAY: pgettext("a day", "yesterday"),
        today: pgettext("a day", "today"),
        today + ONE_DAY: pgettext("a day", "tomorrow"),
    }
    if day in named:
        return named[day]
    return f"{day:%m-%d}" if day.year == today.year else str(day)


def waited_text(since: datetime | date, now: datetime, today: date) -> str:
    """Return for how long something has waited, in hours below a day; a day
    that is not over yet is named.
    """
    if isinstance(since, datetime):
        hours = max(int((now - since) / timedelta(hours=1)), 0)
        if hours < 1:
            return gettext("just now")
        if hours < 24:
            text = ngettext("%(n)s hour", "%(n)s hours", hours)
            return text % {"n": hours}
        days = hours // 24
    else:
        days = (today - since).days
        if days < 1:
            return day_text(since, today)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"}
