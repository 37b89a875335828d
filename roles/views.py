from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST

from activity.services.freshness import freshness_of
from common.errors import ReaderError
from common.pages.lists import ListPage
from community.models import Circle
from members.models import Member
from roles.filters import GearFilter, NewcomerFilter, RoleFilter
from roles.forms import OverrideForm
from roles.querysets import circles_with_gears, members_with_roles, newcomers
from roles.services.overrides import override_role, withdraw_overrides
from roles.tables import GearTable, NewcomerTable, RoleTable

NEWCOMER_DAYS = 30


class RoleBoardPage(ListPage):
    filterset_class, table_class = RoleFilter, RoleTable
    url_name = "roles:role_board"
    title, question = gettext_lazy("Roles"), gettext_lazy("Who have they become?")
    empty_hint = gettext_lazy("Roles appear with the night, for members who did something for others.")

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        return members_with_roles(Member.objects.all(), generation).select_related("primary_contact")


class GearPage(ListPage):
    filterset_class, table_class = GearFilter, GearTable
    url_name = "roles:gear_list"
    title, question = gettext_lazy("Gears"), gettext_lazy("Do the gears mesh, and which is missing?")
    empty_hint = gettext_lazy("A circle is a city chapter, a model club, a chat group or a board. Make the first one.")

    def get_queryset(self) -> QuerySet[Any]:
        generation = freshness_of(self.request, timezone.now()).generation
        return circles_with_gears(Circle.objects.all(), generation).order_by("-member_count", "pk")


class NewcomerPage(ListPage):
    filterset_class, table_class = NewcomerFilter, NewcomerTable
    url_name = "roles:newcomer_list"
    title, question = gettext_lazy("Newcomers"), gettext_lazy("Who came, and has anybody answered?")
    empty_hint = gettext_lazy("Whoever joined within 30 days stands here.")

    def get_queryset(self) -> QuerySet[Any]:
        since = timezone.localdate() - timedelta(days=NEWCOMER_DAYS)
        return newcomers(Member.objects.all(), since=since).select_related("primary_contact")


class OverridePage(View):
    """Staff decide about a role of a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        return self._show(request, get_object_or_404(Member, pk=member_id), OverrideForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member, form = get_object_or_404(Member, pk=member_id), OverrideForm(request.POST)
        if not form.is_valid():
            return self._show(request, member, form, status=422)
        try:
            override_role(
                member=member, now=timezone.now(), today=timezone.localdate(), user=request.user, **form.cleaned_data
            )
        except ReaderError as error:
            form.add_error(None, str(error.message))
            return self._show(request, member, form, status=error.status)
        messages.success(request, _("Decided: the next night goes by it."))
        return redirect(member)

    def _show(self, request: HttpRequest, member: Member, form: OverrideForm, status: int = 200) -> HttpResponse:
        title = _("Decide about a role of %(name)s") % {"name": member.nickname}
        return render(request, "generic/form.html", {"title": title, "form": form, "row": member}, status=status)


@require_POST
def withdraw_override(request: HttpRequest, member_id: int) -> HttpResponse:
    """The roles speak for themselves again."""
    member = get_object_or_404(Member, pk=member_id)
    if withdraw_overrides(member=member, now=timezone.now()):
        messages.success(request, _("Withdrawn: the next night decides."))
    return redirect(member)
