"""What testers found in a call, and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.forms import FindingForm
from campaigns.models import CallFinding, Campaign
from campaigns.services.calls import add_finding, link_finding
from common.errors import DomainError, Invalid
from common.ui.forms import error_text
from members.selectors.identities import members_named

DIGITS = 18


@require_POST
def finding_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what a tester found."""
    campaign = get_object_or_404(Campaign, pk=pk)
    finding = CallFinding(campaign=campaign)
    try:
        finding.member_id = _named_member(request.POST.get("identity", ""))
        form = FindingForm(request.POST, instance=finding)
        if not form.is_valid():
            raise Invalid("no_finding", error_text(form))
        add_finding(row=finding, user=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Saved."))
    return redirect(f"{campaign.get_absolute_url()}#findings")


def _named_member(identity: str) -> int:
    name = identity.replace("\x00", "").strip()
    found, _unknown = members_named([name])
    if name not in found:
        text = _("No member has this identity, or several have it.")
        raise Invalid("no_member", text, where={"field": "identity"})
    return found[name]


@require_POST
def finding_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say to which issue or suggestion a finding led."""
    rows = CallFinding.objects.select_related("campaign")
    row = get_object_or_404(rows, pk=pk)
    number = request.POST.get("number", "").strip()
    is_number = number.isascii() and number.isdecimal()
    value = int(number) if is_number and len(number) <= DIGITS else 0
    named: dict[str, Any] = {"issue_number": value}
    if request.POST.get("to") == "suggestion":
        named = {"suggestion_id": value}
    try:
        link_finding(finding_id=pk, **named)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Linked."))
    return redirect(row.get_absolute_url())
