from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.rules.near_days import near_days
from common.security.access import staff_accounts
from common.ui.days import day_chips
from teamwork.labels import OFFERED_CHANNELS
from teamwork.selectors.absence_summary import read_absence_summary
from teamwork.selectors.desk import (
    ShownSection,
    read_desk,
    read_snoozed,
    snoozed_items,
)
from teamwork.selectors.desk_items import RowAct, desk_context
from teamwork.selectors.workload import cooling_without_contact, read_workload


def desk_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, or what they have put off."""
    viewer = desk_context(request, timezone.now())
    sections = read_desk(viewer)
    waiting = [one for one in sections if not one.is_news]
    near = near_days(viewer.today)
    shows_snoozed = request.GET.get("show") == "snoozed"
    context = {
        "title": _("Today"),
        "today": viewer.today,
        "sections": waiting,
        "news": [one for one in sections if one.is_news],
        "count": sum(one.size for one in waiting),
        "own": sum(one.own for one in waiting),
        "late": sum(one.late for one in waiting),
        "is_exact": all(one.total.isdecimal() for one in waiting),
        "first": waiting[0].items[0] if waiting else None,
        "shows_snoozed": shows_snoozed,
        "snoozed": read_snoozed(viewer) if shows_snoozed else [],
        "snoozed_count": snoozed_items(viewer).count(),
        "meanwhile": read_absence_summary(viewer),
        "stood_in": viewer.coverage.names_stood_in_for(viewer.user.pk),
        "channels": [(one.value, one.label) for one in OFFERED_CHANNELS],
        "quick_days": day_chips(viewer.today),
        "has_monday": near.next_week != near.tomorrow,
    }
    if any(act.form == "colleague" for act in _acts(sections)):
        context["colleagues"] = list(staff_accounts())
    return render(request, "teamwork/desk.html", context)


def _acts(sections: list[ShownSection]) -> Iterator[RowAct]:
    for section in sections:
        for item in section.items:
            yield from item.acts


def workload_page(request: HttpRequest) -> HttpResponse:
    """Show who looks after how many."""
    now = timezone.now()
    generation = freshness_of(request, now).generation
    rows = read_workload(business_today(now))
    cared = sum(row.members for row in rows if row.pk is not None)
    context = {
        "title": _("Workload"),
        "question": _("Who looks after whom, and who has nobody?"),
        "rows": rows,
        "cared": cared,
        "alone": sum(row.members for row in rows if row.pk is None),
        "cooling": cooling_without_contact(generation),
        "most": max([row.members for row in rows if row.pk], default=0) or 1,
    }
    return render(request, "teamwork/workload.html", context)
