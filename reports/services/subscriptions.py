"""Who gets the weekly brief."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from integrations.models import Channel
from reports.models import BriefSubscription


@atomic_with_retry
def subscribe(
    *,
    created_by: Any,
    query: str,
    now: datetime,
    channel: Channel | None = None,
) -> BriefSubscription:
    """Let the colleague, or a channel of the team, get the brief with these
    filters each week; return the subscription, the present one if there is.
    """
    user = None if channel else created_by
    held = BriefSubscription.objects.filter(
        user=user,
        channel=channel,
        query=query,
        ended_at__isnull=True,
    )
    row: BriefSubscription | None = held.first()
    if row is not None:
        if row.created_by_id != created_by.pk:
            # Whoever ordered it may have left since.
            row.created_by = created_by
            row.save(update_fields=["created_by"])
        return row
    return BriefSubscription.objects.create(
        user=user,
        channel=channel,
        query=query,
        created_by=created_by,
        created_at=now,
    )


@atomic_with_retry
def unsubscribe(*, subscription_id: int, now: datetime) -> None:
    """End a subscription; it can be taken up again."""
    rows = BriefSubscription.objects.select_for_update()
    row = rows.get(pk=subscription_id)
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])


@atomic_with_retry
def resubscribe(*, subscription_id: int) -> None:
    """Take an ended subscription up again.

    Errors: Conflict if there is another one of the same filters by now.
    """
    rows = BriefSubscription.objects.select_for_update()
    row = rows.get(pk=subscription_id)
    if row.ended_at is None:
        return
    others = BriefSubscription.objects.filter(
        user=row.user_id,
        channel=row.channel_id,
        query=row.query,
        ended_at__isnull=True,
    )
    if others.exists():
        text = _("There is a subscription of the same brief already.")
        raise Conflict("subscribed_already", text)
    row.ended_at = None
    row.save(update_fields=["ended_at"])
