"""What staff add to a member on their page: ids, personal details, software,
decisions about deliveries.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.ui.forms import error_text
from members.forms import ConsentForm, DetailForm, IdentityForm, SoftwareForm
from members.models import Member, SyncConflict, VehicleOwnership
from members.services.conflicts import keep_as_it_is, take_delivered
from members.services.consents import record_consent
from members.services.details import remove_detail, set_detail
from members.services.identities import add_identity, remove_identity
from members.services.vehicles import delete_software, set_software
from members.views.undo import offer_undo

Act = Callable[[dict[str, Any]], Any]


def _act(
    request: HttpRequest,
    member: Member,
    form: forms.Form | None,
    act: Act,
) -> HttpResponse:
    """Do what the form asks for, and go back to the member; say what was wrong."""
    if form is not None and not form.is_valid():
        messages.error(request, error_text(form))
        return redirect(member)
    try:
        act(form.cleaned_data if form is not None else {})
    except DomainError as error:
        messages.error(request, str(error.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved: %(name)s") % {"name": member})
    return redirect(member)


@require_POST
def identity_add(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give the member an id on another platform."""
    member = get_object_or_404(Member, pk=member_id)
    return _act(
        request,
        member,
        IdentityForm(request.POST),
        lambda data: add_identity(member_id=member_id, **data),
    )


@require_POST
def identity_remove(
    request: HttpRequest,
    member_id: int,
    pk: int,
) -> HttpResponse:
    """Take an id away from the member."""
    member = get_object_or_404(Member, pk=member_id)
    identity = member.identities.filter(pk=pk).first()
    try:
        remove_identity(member_id=member_id, identity_id=pk)
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect(member)
    if identity is not None:
        text = _("Taken away: %(what)s") % {"what": identity}
        before = {
            "platform": identity.platform,
            "external_id": identity.external_id,
        }
        offer_undo(request, text, "identity", member, **before)
    return redirect(member)


@require_POST
def detail_set(request: HttpRequest, member_id: int) -> HttpResponse:
    """Store a personal detail of the member."""
    member = get_object_or_404(Member, pk=member_id)
    now = timezone.now()
    return _act(
        request,
        member,
        DetailForm(request.POST),
        lambda data: set_detail(member_id=member_id, now=now, **data),
    )


@require_POST
def detail_remove(
    request: HttpRequest,
    member_id: int,
    pk: int,
) -> HttpResponse:
    """Delete a personal detail of the member."""
    member = get_object_or_404(Member, pk=member_id)
    return _act(
        request,
        member,
        None,
        lambda _data: remove_detail(member_id=member_id, detail_id=pk),
    )


@require_POST
def software_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Store which software version a car runs since a day."""
    car = get_object_or_404(VehicleOwnership, pk=pk)
    return _act(
        request,
        car.member,
        SoftwareForm(request.POST),
        lambda data: set_software(vehicle=car, **data),
    )


@require_POST
def software_remove(
    request: HttpRequest,
    pk: int,
    spell_id: int,
) -> HttpResponse:
    """Delete a software version of a car."""
    car = get_object_or_404(VehicleOwnership, pk=pk)
    spell = car.software.filter(pk=spell_id).first()
    delete_software(vehicle=car, spell_id=spell_id)
    if spell is not None:
        text = _("Taken away: %(what)s") % {"what": spell.version}
        before = {
            "vehicle": car.pk,
            "version": spell.version,
            "started_on": str(spell.started_on),
        }
        offer_undo(request, text, "software", car.member, **before)
    return redirect(car.member)


@require_POST
def conflict_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what a delivery says, or keep what staff have set."""
    conflict = get_object_or_404(SyncConflict, pk=pk)
    takes = request.POST.get("decision") == "take"
    decide = take_delivered if takes else keep_as_it_is
    now = timezone.now()
    return _act(
        request,
        conflict.member,
        None,
        lambda _data: decide(conflict_id=pk, user=request.user, now=now),
    )


@require_POST
def consent_record(request: HttpRequest, member_id: int) -> HttpResponse:
    """Record what the member agreed to, or that they withdrew it."""
    member = get_object_or_404(Member, pk=member_id)
    return _act(
        request,
        member,
        ConsentForm(request.POST, auto_id=False),
        lambda data: record_consent(
            member_id=member_id,
            user=request.user,
            now=timezone.now(),
            **data,
        ),
    )
