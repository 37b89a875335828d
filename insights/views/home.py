from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.services.freshness import freshness_of
from insights.services.overview import read_overview


def overview(request: HttpRequest) -> HttpResponse:
    """Show how the community is doing this week."""
    context = {"title": _("Overview"), **read_overview(freshness_of(request, timezone.now()))}
    return render(request, "insights/overview.html", context)
