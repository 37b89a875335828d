from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activity.panels import activity_panel
from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.security.access import may
from community.panels import circle_panel
from lifecycle.panels import dormancy_panel
from members.models import Member
from members.panels import identity_panel
from roles.panels import roles_panel
from teamwork.forms import SeenForm
from teamwork.panels import case_panel, interaction_panel
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


def member_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the team knows about a member, through the panels of all apps."""
    member = get_object_or_404(
        Member.objects.select_related(
            "primary_contact",
            "backup_contact",
            "merged_into",
        ),
        pk=pk,
    )
    now = timezone.now()
    freshness = freshness_of(request, now)
    today = business_today(now)
    context = {
        "title": member.nickname,
        "member": member,
        "may_nominate": may(
            request.user,
            "teamwork:nomination_create",
            "POST",
        ),
        "identity": identity_panel(member),
        "circles": circle_panel(member),
        "dormancy": dormancy_panel(member, freshness=freshness, today=today),
        "roles": roles_panel(member, freshness=freshness, today=today),
        "activity": activity_panel(member, freshness=freshness),
        "talk": interaction_panel(member, today=today),
        "cases": case_panel(member),
    }
    return render(request, "teamwork/member_page.html", context)
