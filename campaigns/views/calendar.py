"""The calendar: a month, a list, and the file that calendar programs read."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from campaigns.models import CalendarAddress
from campaigns.rules.icalendar import calendar_file
from campaigns.rules.months import month_after, month_before, weeks_of
from campaigns.selectors.calendar import (
    entries_between,
    feed_events,
    unknown_years,
)
from campaigns.services.calendar_addresses import (
    end_addresses,
    open_address,
    renew_address,
)
from common.calendar import business_today

FIRST_YEAR, LAST_YEAR = 2000, 2100


def calendar_page(request: HttpRequest) -> HttpResponse:
    """Show a month: campaigns, nodes, holidays, days of great sales."""
    today = business_today(timezone.now())
    month = _month_of(request.GET.get("month", ""), today)
    is_list = request.GET.get("as") == "list"
    last = month_after(month_after(month)) if is_list else month_after(month)
    entries = entries_between(month_before(month), last)
    weeks = weeks_of(month, entries, today=today)
    listed = [one for one in entries if one.last >= month]
    context: dict[str, Any] = {
        "title": _("Calendar of campaigns"),
        "question": _("What happens when, and beside which days?"),
        "month": month,
        "before": month_before(month),
        "after": month_after(month),
        "today": today,
        "weeks": weeks,
        "listed": listed,
        "is_list": is_list,
        "unknown_years": unknown_years(month, last),
        "is_empty": not any(
            one.kind in ("campaign", "node") for one in listed
        ),
    }
    return render(request, "campaigns/calendar.html", context)


def _month_of(text: str, today: date) -> date:
    """Return the first day of a month written as 2026-11; this month if it is
    none.
    """
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    if not FIRST_YEAR <= month.year < LAST_YEAR:
        return today.replace(day=1)
    return month


class CalendarAddressPage(View):
    """The secret address for a colleague's calendar program."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if request.POST.get("act") == "end":
            end_addresses(user=request.user, now=now)
            return self._show(request)
        secret = renew_address(user=request.user, now=now)
        path = reverse("campaigns:calendar_feed", args=[secret])
        address = request.build_absolute_uri(path)
        return self._show(request, address=address)

    def _show(self, request: HttpRequest, address: str = "") -> HttpResponse:
        own: Any = request.user.pk
        rows = CalendarAddress.objects.filter(user=own, ended_at__isnull=True)
        context = {
            "title": _("Campaigns in your own calendar"),
            "present": rows.first(),
            "address": address,
        }
        return render(request, "campaigns/calendar_address.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar to whom the secret was given; 404 for any other."""
    now = timezone.now()
    if open_address(secret=secret, now=now) is None:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    text = calendar_file(
        feed_events(business_today(now), site=site),
        name=_("Campaigns"),
        now=now,
    )
    kind = f"text/calendar; charset={settings.DEFAULT_CHARSET}"
    answer = HttpResponse(text, content_type=kind)
    answer["Cache-Control"] = "private, max-age=900"
    return answer
