"""Pages of absences: who is away when, and who stands in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.models import StaffAbsence
from common.security.access import LEADS, roles_of
from common.ui.pages.details import FormPage, edit_of
from common.ui.pages.lists import ListPage
from common.ui.undo import say_done
from teamwork.filters import AbsenceFilter
from teamwork.forms import AbsenceForm, OwnAbsenceForm
from teamwork.services.absences import (
    add_absence,
    change_absence,
    remove_absence,
)
from teamwork.tables import AbsenceTable

UNDO_SALT = "teamwork.absences"


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

    def initial_of(self, row: StaffAbsence | None) -> dict[str, Any]:
        """Return whose absence a new one is at first: the reader's own."""
        return {} if row else {"user": self.request.user.pk}

    def saved_text(self, saved: StaffAbsence) -> str:
        """Return who is away when, and who stands in."""
        text = _("Entered: %(who)s is away from %(first)s to %(last)s.")
        if saved.stand_in:
            text = _(
                "Entered: %(who)s is away from %(first)s to %(last)s, "
                "%(stand_in)s stands in.",
            )
        return text % {
            "who": saved.user,
            "first": f"{saved.starts_on:%m-%d}",
            "last": f"{saved.ends_on:%m-%d}",
            "stand_in": saved.stand_in,
        }

    def address_after(self, saved: StaffAbsence) -> str:
        """Return the list: it shows who is away beside others."""
        return reverse("teamwork:absence_list")

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
        values = (
            absence.user_id,
            absence.stand_in_id,
            str(absence.starts_on),
            str(absence.ends_on),
        )
        token = signing.dumps(values, salt=UNDO_SALT)
        undo = reverse("teamwork:absence_restore", args=[token])
        say_done(request, _("The absence was removed."), undo)
    return redirect("teamwork:absence_list")


@require_POST
def restore_this_absence(request: HttpRequest, token: str) -> HttpResponse:
    """Undo that an absence was removed."""
    try:
        values = signing.loads(token, salt=UNDO_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    user_id, stand_in_id, first, last = values
    accounts = get_user_model().objects.in_bulk([user_id, stand_in_id or 0])
    if user_id not in accounts:
        raise Http404
    absence = StaffAbsence(
        user=accounts[user_id],
        stand_in=accounts.get(stand_in_id),
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last),
    )
    try:
        add_absence(absence=absence, user=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Undone."))
    return redirect("teamwork:absence_list")
