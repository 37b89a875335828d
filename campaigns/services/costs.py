"""Cost lines of campaigns."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import CostLine
from campaigns.rules.plans import StateName
from campaigns.selectors.sent import sent_before
from campaigns.services.campaigns import lock_campaign
from common.db.transactions import atomic_with_retry
from common.errors import Conflict


@atomic_with_retry
def add_cost(*, row: CostLine, user: Any, now: datetime) -> CostLine:
    """Store a cost line and return it. What another system sends again under
    the same id is not stored again. Errors: Conflict, ValidationError.
    """
    _check_open(row.campaign_id)
    known: CostLine | None = sent_before(row)
    if known is not None:
        return known
    row.entered_by = user
    row.entered_at = now
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def remove_cost(*, cost_id: int) -> CostLine:
    """Remove a cost line and return it. Errors: Conflict."""
    row: CostLine = CostLine.objects.select_for_update().get(pk=cost_id)
    _check_open(row.campaign_id)
    row.delete()
    return row


def _check_open(campaign_id: int) -> None:
    if lock_campaign(campaign_id).state == StateName.CLOSED:
        text = _("This campaign is closed: its report says what it cost.")
        raise Conflict("closed", text)
