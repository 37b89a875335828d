from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.calendar import business_today
from teamwork.forms import SeenForm
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import desk_context
from teamwork.selectors.workload import read_workload
from teamwork.services.desk import mark_seen


def desk_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader."""
    viewer = desk_context(request, timezone.now())
    context = {
        "title": _("Today"),
        "question": _("What waits for me?"),
        "sections": read_desk(viewer),
        "absent": viewer.absent.values(),
    }
    return render(request, "teamwork/desk.html", context)


@require_POST
def see_item(request: HttpRequest) -> HttpResponse:
    """Put an item of the desk away for a while."""
    form = SeenForm(request.POST)
    if form.is_valid():
        mark_seen(user=request.user, now=timezone.now(), **form.cleaned_data)
    return redirect("teamwork:desk")


def workload_page(request: HttpRequest) -> HttpResponse:
    """Show who looks after how many."""
    context = {
        "title": _("Workload"),
        "question": _("Who looks after whom, and who has nobody?"),
        "rows": read_workload(business_today(timezone.now())),
    }
    return render(request, "teamwork/workload.html", context)
