"""Calls for testers: what they found, and what became of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue, Suggestion
from campaigns.models import CallFinding
from campaigns.models.choices import Kind
from campaigns.services.campaigns import lock_campaign
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from members.services.locking import lock_unmerged


@atomic_with_retry
def add_finding(
    *,
    row: CallFinding,
    user: Any,
    now: datetime,
) -> CallFinding:
    """Store what a tester found, under their name, and return it.

    Errors: Conflict if the campaign is no call; ValidationError.
    """
    campaign = lock_campaign(row.campaign_id)
    if campaign.kind != Kind.CALL:
        text = _("Only a call for testers collects findings.")
        raise Conflict("no_call", text)
    kept = lock_unmerged([row.member_id])
    row.member = kept.get(row.member_id, row.member)
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

    Errors: Invalid for both, or for one that does not exist.
    """
    row: CallFinding = CallFinding.objects.select_for_update().get(
        pk=finding_id,
    )
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
