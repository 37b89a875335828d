from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.selectors.freshness import freshness_of
from insights.selectors.succession import read_succession


def succession(request: HttpRequest) -> HttpResponse:
    """Show what would be lost if somebody fell silent."""
    now = timezone.now()
    found = read_succession(
        generation=freshness_of(request, now).generation,
        now=now,
    )
    context = {
        "title": _("Succession"),
        "question": _("What would be lost if somebody fell silent?"),
        **found,
    }
    return render(request, "insights/succession.html", context)
