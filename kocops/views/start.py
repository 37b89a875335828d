"""The start page of an empty installation, and where the address of the site leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.selectors.freshness import freshness_of
from common.security.access import may
from kocops.selectors.first_steps import read_first_steps


def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first steps while nothing is computed, else to the overview."""
    is_empty = freshness_of(request, timezone.now()).generation == 0
    if is_empty and may(request.user, "activity:upload", "POST"):
        return redirect("start")
    return redirect("insights:overview")


def start(request: HttpRequest) -> HttpResponse:
    """Show the first five steps: what is done, and what is next."""
    context = {
        "title": _("First steps"),
        "question": _(
            "From nothing to the first list of members, in an hour."
        ),
        "first": read_first_steps(request.user),
    }
    return render(request, "start.html", context)
