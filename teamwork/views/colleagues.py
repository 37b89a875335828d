"""Colleagues: who they are, what they may do, and what they are called."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from common.calendar import business_today
from common.models import StaffAbsence
from common.security.access import STAFF, may
from common.security.names import name_account, nameless_accounts
from common.ui.pages.lists import ListPage
from teamwork.filters import ColleagueFilter
from teamwork.forms import NameForm
from teamwork.selectors.workload import read_workload
from teamwork.tables.colleagues import ColleagueTable

RENAME = "teamwork:colleague_edit"


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
        with_right = accounts.annotate(
            may_rename=Value(may(self.request.user, RENAME, "POST")),
        )
        return with_right.prefetch_related("groups").order_by("username")

    def ready_table(self, table: ColleagueTable) -> None:
        today = business_today(timezone.now())
        rows = read_workload(today)
        table.work = {row.pk: row for row in rows if row.pk is not None}
        absences = StaffAbsence.objects.on(today).select_related("stand_in")
        table.absences = {one.user_id: one for one in absences}

    def extra_context(self) -> dict[str, Any]:
        if not may(self.request.user, RENAME, "POST"):
            return {}
        return {"nameless": nameless_accounts().count()}


class ColleaguePage(View):
    """Say what a colleague is called."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user = self.get_account(**kwargs)
        form = NameForm(initial={"name": user.get_full_name()})
        return self._show(request, user, form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user = self.get_account(**kwargs)
        form = NameForm(request.POST)
        if not form.is_valid():
            return self._show(request, user, form, status=422)
        name_account(user=user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved: %(name)s") % {"name": user})
        return redirect("teamwork:colleague_list")

    def get_account(self, pk: int) -> Any:
        """Return the account that is named."""
        return get_object_or_404(get_user_model(), pk=pk)

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


class OwnNamePage(ColleaguePage):
    """Say what oneself is called."""

    def get_account(self) -> Any:  # type: ignore[override]
        """Return the reader's account."""
        return self.request.user
