"""Add, correct and end the cars of a member."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from common.ui.forms import read_opened
from common.ui.pages.details import FormPage, edit_of
from members.forms import (
    VehicleEditForm,
    VehicleEndForm,
    VehicleForm,
)
from members.models import Member, VehicleOwnership
from members.rules.vins import check_digit_fits
from members.services.vehicles import add_vehicle, edit_vehicle, end_vehicle


class VehicleFormPage(View):
    """Add a car to a member."""

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        return self._show(request, member, VehicleForm())

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        member = get_object_or_404(Member, pk=member_id)
        form = VehicleForm(
            request.POST,
            instance=VehicleOwnership(member=member),
        )
        if not form.is_valid():
            return self._show(request, member, form)
        vehicle = form.save(commit=False)
        vehicle.vin = form.cleaned_data["vin"]
        saved = add_vehicle(
            vehicle=vehicle,
            software_version=form.cleaned_data["software_version"],
            now=timezone.now(),
        )
        messages.success(request, _("Saved: %(name)s") % {"name": saved})
        _warn_of_check_digit(request, saved)
        return redirect(saved.member)

    def _show(
        self,
        request: HttpRequest,
        member: Member,
        form: VehicleForm,
    ) -> HttpResponse:
        title = _("New vehicle of %(name)s") % {"name": member}
        status = 422 if form.is_bound else 200
        return render(
            request,
            "generic/form.html",
            {"title": title, "form": form, "row": member},
            status=status,
        )


class VehicleEditPage(FormPage):
    """Correct a car that was entered wrongly."""

    queryset = VehicleOwnership.objects.select_related("member")
    form_class = VehicleEditForm

    def perform(self, request: HttpRequest, form: Any) -> Member:
        edit = edit_of(form)
        # The page shows no VIN, so what it was opened with says nothing about it.
        edit["opened"].pop("vin", None)
        if not form.cleaned_data["vin"]:
            edit["changes"].pop("vin", None)
        saved = edit_vehicle(
            vehicle=form.instance,
            now=timezone.now(),
            **edit,
        )
        if "vin" in edit["changes"]:
            _warn_of_check_digit(request, saved)
        return saved.member


def _warn_of_check_digit(
    request: HttpRequest,
    vehicle: VehicleOwnership,
) -> None:
    if vehicle.vin and not check_digit_fits(vehicle.vin):
        messages.warning(
            request,
            _(
                "The check digit of the VIN (the ninth character) does not fit: compare it.",
            ),
        )


class VehicleEndPage(FormPage):
    queryset = VehicleOwnership.objects.select_related("member")
    form_class = VehicleEndForm

    def perform(self, request: HttpRequest, form: Any) -> Member:
        data = form.cleaned_data
        ended = end_vehicle(
            vehicle=form.instance,
            ended_on=data["ended_on"],
            reason=data["end_reason"],
            opened=read_opened(form),
            now=timezone.now(),
        )
        return ended.member
