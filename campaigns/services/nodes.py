"""Nodes of campaigns: added, changed, done with evidence, and undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import CampaignNode
from campaigns.rules.plans import OPEN_STATES
from campaigns.services.campaigns import lock_campaign, refuse_if_over
from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid


@atomic_with_retry
def add_node(*, row: CampaignNode) -> CampaignNode:
    """Store a node of an open campaign. Errors: Conflict, ValidationError."""
    _check_open(row.campaign_id)
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def edit_node(
    *,
    row: CampaignNode,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
) -> CampaignNode:
    """Change a node that is not done. Errors: Conflict, EditConflict."""
    current = _lock(row.pk)
    _check_open(current.campaign_id)
    if current.done_at is not None:
        text = _("This node is done already. Undo that first.")
        raise Conflict("done_already", text)
    apply_edit(current, changes=changes, opened=opened)
    return current


@atomic_with_retry
def finish_node(
    *,
    node_id: int,
    evidence: str,
    now: datetime,
    user: Any,
) -> CampaignNode:
    """Note that a node is done, and what shows it.

    Errors: Conflict if it is done or its campaign is closed or cancelled;
    Invalid without evidence.
    """
    row = _lock(node_id)
    refuse_if_over(row.campaign_id)
    if row.done_at is not None:
        raise Conflict("done_already", _("This node is done already."))
    if not evidence.strip():
        text = _("Say what shows that it is done: a link, or what was said.")
        raise Invalid("no_evidence", text, where={"field": "evidence"})
    row.done_at = now
    row.done_by = user
    row.evidence = evidence
    row.full_clean()
    row.save(update_fields=["done_at", "done_by", "evidence"])
    return row


@atomic_with_retry
def reopen_node(*, node_id: int) -> CampaignNode:
    """Let a node be open again.

    Errors: Conflict if it is not done, or its campaign is over.
    """
    row = _lock(node_id)
    refuse_if_over(row.campaign_id)
    if row.done_at is None:
        raise Conflict("not_done", _("This node is not done."))
    row.done_at = None
    row.done_by = None
    row.evidence = ""
    row.save(update_fields=["done_at", "done_by", "evidence"])
    return row


def _check_open(campaign_id: int) -> None:
    campaign = lock_campaign(campaign_id)
    if campaign.state not in OPEN_STATES:
        text = _("This campaign is over: nothing is added to its plan.")
        raise Conflict("over", text)


def _lock(node_id: int) -> CampaignNode:
    rows = CampaignNode.objects.select_for_update(of=("self",))
    row: CampaignNode = rows.select_related("campaign").get(pk=node_id)
    return row
