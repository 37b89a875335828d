from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from activity.panels import activity_panel
from activity.services.freshness import freshness_of
from community.panels import circle_panel
from lifecycle.panels import dormancy_panel
from members.models import Member
from members.panels import identity_panel
from roles.panels import roles_panel


def member_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all that the team knows of a member, each app through its panel."""
    member = get_object_or_404(Member.objects.select_related("primary_contact", "backup_contact"), pk=pk)
    freshness = freshness_of(request, timezone.now())
    context = {
        "title": member.nickname,
        "member": member,
        "identity": identity_panel(member),
        "circles": circle_panel(member),
        "dormancy": dormancy_panel(member, freshness=freshness, today=timezone.localdate()),
        "roles": roles_panel(member, freshness=freshness, today=timezone.localdate()),
        "activity": activity_panel(member, freshness=freshness),
    }
    return render(request, "teamwork/member_page.html", context)
