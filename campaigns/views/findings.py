"""What testers found in a call, and what became of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.forms import FindingForm
from campaigns.models import CallFinding, Campaign
from campaigns.services.calls import (
    add_finding,
    link_finding,
    remove_finding,
)
from campaigns.views.acts import did, submitted
from campaigns.views.campaigns import show_campaign
from common.errors import Invalid
from members.selectors.identities import members_named

DIGITS = 18


@require_POST
def finding_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what a tester found."""
    campaign = get_object_or_404(Campaign, pk=pk)
    finding = CallFinding(campaign=campaign)

    def act(data: dict[str, Any]) -> None:
        finding.member_id = _named_member(data["identity"])
        add_finding(row=finding, user=request.user, now=timezone.now())

    return submitted(
        request,
        FindingForm(request.POST, instance=finding),
        act,
        done=(f"{campaign.get_absolute_url()}#findings", _("Saved.")),
        again=lambda form, status: show_campaign(
            request, pk, status, finding_form=form
        ),
    )


def _named_member(identity: str) -> int:
    found, _unknown = members_named([identity])
    if identity not in found:
        text = _("No member has this identity, or several have it.")
        raise Invalid("no_member", text, where={"field": "identity"})
    return found[identity]


@require_POST
def finding_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say to which issue or suggestion a finding led; without a number: to
    neither.
    """
    row = _row(pk)
    number = request.POST.get("number", "").strip()
    is_number = number.isascii() and number.isdecimal()
    value = int(number) if is_number and len(number) <= DIGITS else 0
    named: dict[str, Any] = {"issue_number": value}
    if request.POST.get("to") == "suggestion":
        named = {"suggestion_id": value}
    said = _("Linked.")
    if not number:
        named, said = {}, _("The link is taken off.")
    return did(
        request,
        row.get_absolute_url(),
        lambda: link_finding(finding_id=pk, **named),
        said,
    )


@require_POST
def finding_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a finding that was entered by mistake."""
    back = _row(pk).get_absolute_url()
    return did(
        request, back, lambda: remove_finding(finding_id=pk), _("Removed.")
    )


def _row(pk: int) -> CallFinding:
    rows = CallFinding.objects.select_related("campaign")
    row: CallFinding = get_object_or_404(rows, pk=pk)
    return row
