"""Colleagues choose how they are notified; leads what channels receive."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from common.db.transactions import atomic_with_retry
from integrations.models import Channel
from notifications.models import (
    ChannelSubscription,
    EscalationPolicy,
    KindPreference,
    Preference,
)


@atomic_with_retry
def save_preferences(
    *,
    user: Any,
    by_email: bool,
    quiet_from: time,
    quiet_until: time,
    digest_hour: int,
    paces: Mapping[str, str],
) -> Preference:
    """Store how the colleague is notified, and how soon of each kind in
    `paces`; return the stored row.
    """
    row, _created = Preference.objects.update_or_create(
        user=user,
        defaults={
            "by_email": by_email,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "digest_hour": digest_hour,
        },
    )
    for kind, pace in paces.items():
        KindPreference.objects.update_or_create(
            user=user,
            kind=kind,
            defaults={"pace": pace},
        )
    return row


@atomic_with_retry
def save_subscriptions(
    *,
    channel: Channel,
    minimums: Mapping[str, str],
    mentions_all: bool,
) -> None:
    """Let the channel receive these kinds, each from its urgency on, and no
    others.
    """
    locked = Channel.objects.select_for_update().get(pk=channel.pk)
    followed = ChannelSubscription.objects.filter(channel=locked)
    followed.exclude(kind__in=list(minimums)).delete()
    for kind, minimum in minimums.items():
        ChannelSubscription.objects.update_or_create(
            channel=locked,
            kind=kind,
            defaults={"minimum": minimum, "mentions_all": mentions_all},
        )


def save_escalation(
    *,
    critical_hours: int,
    normal_hours: int,
) -> EscalationPolicy:
    """Set after how many hours without a confirmation alerts are escalated,
    for alerts that are raised from now on; return the stored row.
    """
    row, _created = EscalationPolicy.objects.update_or_create(
        pk=1,
        defaults={
            "critical_hours": critical_hours,
            "normal_hours": normal_hours,
        },
    )
    return row
