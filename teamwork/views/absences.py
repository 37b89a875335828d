"""Pages of absences: who is away when, and who stands in."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.models import StaffAbsence
from common.security.access import LEADS, roles_of
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from teamwork.filters import AbsenceFilter
from teamwork.forms import AbsenceForm, OwnAbsenceForm
from teamwork.services.absences import (
    add_absence,
    change_absence,
    remove_absence,
)
from teamwork.tables import AbsenceTable


class AbsenceListPage(ListPage):
    queryset = StaffAbsence.objects.select_related(
        "user", "stand_in"
    ).order_by(
        "-ends_on",
        "-pk",
    )
    filterset_class = AbsenceFilter
    table_class = AbsenceTable
    url_name = "teamwork:absence_list"
    create_url_name = "teamwork:absence_create"
    title = gettext_lazy("Absences")
    question = gettext_lazy("Who is away, and who stands in?")
    create_label = gettext_lazy("Enter an absence")
    empty_hint = gettext_lazy(
        "Enter when you are away: all that is open of you is then on the desk "
        "of your stand-in as well, and new alerts go to them.",
    )


class AbsenceFormPage(FormPage):
    queryset = StaffAbsence.objects.select_related("user")
    create_title = gettext_lazy("Enter an absence")
    template_name = "teamwork/absence_form.html"

    @property
    def form_class(self) -> type[ModelForm]:  # type: ignore[override]
        """Return the form: leads enter absences of everybody."""
        is_lead = roles_of(self.request.user) & LEADS
        return AbsenceForm if is_lead else OwnAbsenceForm

    def perform(self, request: HttpRequest, form: ModelForm) -> Any:
        if form.instance.pk is None:
            if "user" not in form.fields:
                form.instance.user_id = request.user.pk
            return add_absence(absence=form.instance, user=request.user)
        return change_absence(
            absence_id=form.instance.pk,
            user=request.user,
            **edit_of(form),
        )


@require_POST
def remove_this_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an absence."""
    absence = get_object_or_404(StaffAbsence, pk=pk)
    try:
        remove_absence(absence_id=absence.pk, user=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("The absence was removed."))
    return redirect("teamwork:absence_list")
