"""What of feeds and nights cannot wait."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.ui.dashboards import (
    UrgentRow,
    UrgentSpec,
    Viewer,
    hours_text,
)

SHOWN_FEEDS = 4


def _urgent_feeds(viewer: Viewer) -> list[UrgentRow]:
    alarms = viewer.freshness.alarms
    if not alarms:
        return []
    first = alarms[0]
    waited = viewer.now - first.row.silent_since
    more = len(alarms) - 1
    others = ngettext(
        "%(n)s more feed is silent: %(names)s.",
        "%(n)s more feeds are silent: %(names)s.",
        more,
    )
    sub = _("States of its members are held until the data have come.")
    if more:
        names = "、".join(str(one) for one in alarms[1:SHOWN_FEEDS])
        sub = f"{sub} {others % {'n': more, 'names': names}}"
    text = _("%(feed)s has sent nothing for %(time)s")
    shown = {"feed": first, "time": hours_text(waited / timedelta(hours=1))}
    row = UrgentRow(
        icon="database",
        text=text % shown,
        href=first.href,
        act=_("Check the source"),
        act_href=first.href,
        sub=sub,
    )
    return [row]


def _urgent_night(viewer: Viewer) -> list[UrgentRow]:
    fresh = viewer.freshness
    if fresh.business_date is None or not fresh.needs_attention:
        return []
    if fresh.clock_text:
        text, sub = fresh.clock_text, fresh.clock_advice
    elif fresh.is_late:
        text = ngettext(
            "%(n)s night is missing",
            "%(n)s nights are missing",
            fresh.missing_nights,
        ) % {"n": fresh.missing_nights}
        sub = _("What follows are the data of %(day)s.") % {
            "day": fresh.business_date,
        }
    else:
        text = _("Background work stands still")
        sub = _("The process that runs nights and jobs is not alive.")
    nights = reverse("activity:night_list")
    row = UrgentRow(
        icon="moon-stars",
        text=text,
        href=nights,
        act=_("See the nights"),
        act_href=nights,
        sub=sub,
        is_urgent=True,
    )
    return [row]


URGENT = (
    UrgentSpec("night", 20, "activity:night_list", _urgent_night),
    UrgentSpec("feeds", 60, "activity:source_list", _urgent_feeds),
)
