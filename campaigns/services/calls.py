"""Calls for testers: what they found, and what became of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, Suggestion
from campaigns.labels import row_fault_text
from campaigns.models import CallFinding
from campaigns.models.choices import Kind
from campaigns.selectors.sent import sent_before
from campaigns.services.campaigns import refuse_if_over
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from members.models import Member
from members.services.locking import lock_unmerged


@atomic_with_retry
def add_finding(
    *,
    row: CallFinding,
    user: Any,
    now: datetime,
) -> CallFinding:
    """Store what a tester found, under their name, and return it. What another
    system sends again under the same id is not stored again.

    Errors: Conflict if the campaign is no call or is over; Invalid for a bot,
    staff, or a day to come; ValidationError.
    """
    campaign = refuse_if_over(row.campaign_id)
    if campaign.kind != Kind.CALL:
        text = _("Only a call for testers collects findings.")
        raise Conflict("no_call", text)
    known: CallFinding | None = sent_before(row)
    if known is not None:
        return known
    row.member = lock_unmerged([row.member_id])[row.member_id]
    if row.member.kind != Member.Kind.PERSON:
        text = row_fault_text("no_person")
        raise Invalid("no_person", text, where={"field": "member"})
    if row.found_on is not None and row.found_on > business_date(now):
        text = row_fault_text("future")
        raise Invalid("future", text, where={"field": "found_on"})
    row.entered_by = user
    row.entered_at = now
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def link_finding(
    *,
    finding_id: int,
    issue_number: int | None = None,
    suggestion_id: int | None = None,
) -> CallFinding:
    """Say to which issue or suggestion a finding led, or neither; return it.

    What becomes of a finding shows later, often after the report.
    Errors: Invalid for both, or for one that does not exist.
    """
    row = _lock(finding_id)
    if issue_number is not None and suggestion_id is not None:
        text = _("A finding becomes an issue or a suggestion, not both.")
        raise Invalid("both", text)
    row.issue = None
    row.suggestion = None
    if issue_number is not None:
        row.issue = Issue.objects.filter(number=issue_number).first()
        if row.issue is None:
            text = _("There is no issue with this number.")
            raise Invalid("no_issue", text, where={"field": "issue"})
    if suggestion_id is not None:
        found = Suggestion.objects.filter(pk=suggestion_id).first()
        row.suggestion = found
        if found is None:
            text = _("There is no suggestion with this number.")
            raise Invalid("no_suggestion", text, where={"field": "issue"})
    row.save(update_fields=["issue", "suggestion"])
    return row


@atomic_with_retry
def remove_finding(*, finding_id: int) -> CallFinding:
    """Remove a finding that was entered by mistake and return it.

    Errors: Conflict if the campaign is closed or cancelled.
    """
    row = _lock(finding_id)
    refuse_if_over(row.campaign_id)
    row.delete()
    return row


def _lock(finding_id: int) -> CallFinding:
    rows = CallFinding.objects.select_for_update(of=("self",))
    row: CallFinding = rows.get(pk=finding_id)
    return row
