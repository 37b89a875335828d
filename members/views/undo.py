"""Undo what was taken away from a member: a tag, an id, a software version.

The address of the button holds what is needed to give it back, signed.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.ui.undo import say_done
from members.models import Member, VehicleOwnership
from members.services.directory import restore_tag
from members.services.identities import add_identity
from members.services.vehicles import set_software

SALT = "members.undo"
Values = Mapping[str, Any]


def offer_undo(
    request: HttpRequest,
    text: str,
    kind: str,
    member: Member,
    **values: Any,
) -> None:
    """Say what was taken away, and offer to give it back."""
    token = signing.dumps([kind, member.pk, values], salt=SALT)
    say_done(request, text, reverse("members:undo", args=[token]))


def _give_tag(member: Member, values: Values) -> None:
    restore_tag(member_id=member.pk, **values)


def _give_identity(member: Member, values: Values) -> None:
    add_identity(member_id=member.pk, **values)


def _give_software(member: Member, values: Values) -> None:
    car = get_object_or_404(VehicleOwnership, pk=values["vehicle"])
    day = date.fromisoformat(values["started_on"])
    set_software(vehicle=car, version=values["version"], started_on=day)


_GIVERS: dict[str, Callable[[Member, Values], None]] = {
    "tag": _give_tag,
    "identity": _give_identity,
    "software": _give_software,
}


@require_POST
def undo_removal(request: HttpRequest, token: str) -> HttpResponse:
    """Give a member back what was taken away."""
    try:
        kind, member_id, values = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    member = get_object_or_404(Member, pk=member_id)
    try:
        _GIVERS[kind](member, values)
    except DomainError as error:
        messages.error(request, str(error.message))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Undone."))
    return redirect(member)
