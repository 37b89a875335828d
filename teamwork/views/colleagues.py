"""Colleagues: who they are, what they may do, and what they are called."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from common.security.access import LEADS, STAFF, roles_of
from common.security.names import name_account, nameless_accounts
from common.ui.pages.lists import ListPage
from teamwork.filters import ColleagueFilter
from teamwork.forms import NameForm
from teamwork.tables import ColleagueTable


class ColleagueListPage(ListPage):
    filterset_class = ColleagueFilter
    table_class = ColleagueTable
    url_name = "teamwork:colleague_list"
    title = gettext_lazy("Colleagues")
    question = gettext_lazy("Who is in the team, and who does what?")
    empty_hint = gettext_lazy("An administrator adds accounts in the admin.")
    template_name = "teamwork/colleague_list.html"

    def get_queryset(self) -> QuerySet[Any]:
        holds = Q(groups__name__in=STAFF) | Q(is_superuser=True)
        accounts = get_user_model().objects.filter(holds).distinct()
        return accounts.prefetch_related("groups").order_by("username")

    def extra_context(self) -> dict[str, Any]:
        if not roles_of(self.request.user) & LEADS:
            return {}
        return {"nameless": nameless_accounts().count()}


class ColleaguePage(View):
    """Say what a colleague is called: oneself, or for leads anybody."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(get_user_model(), pk=pk)
        form = NameForm(initial={"name": user.get_full_name()})
        return self._show(request, user, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = get_object_or_404(get_user_model(), pk=pk)
        form = NameForm(request.POST)
        if not self._may_name(request, user):
            text = _("You can change your own name; leads change any.")
            form.add_error(None, text)
            return self._show(request, user, form, status=403)
        if not form.is_valid():
            return self._show(request, user, form, status=422)
        name_account(user=user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved: %(name)s") % {"name": user})
        return redirect("teamwork:colleague_list")

    def _may_name(self, request: HttpRequest, user: Any) -> bool:
        return user.pk == request.user.pk or bool(
            roles_of(request.user) & LEADS,
        )

    def _show(
        self,
        request: HttpRequest,
        user: Any,
        form: NameForm,
        status: int = 200,
    ) -> HttpResponse:
        title = _("What is the account %(account)s called?") % {
            "account": user.get_username(),
        }
        return render(
            request,
            "generic/form.html",
            {"title": title, "form": form},
            status=status,
        )
