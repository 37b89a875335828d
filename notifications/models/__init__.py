"""The models of notifications."""

from notifications.models.notifications import (
    Digest,
    EventMessage,
    FollowUp,
    Notification,
)
from notifications.models.settings import (
    ChannelSubscription,
    EscalationPolicy,
    KindPreference,
    Preference,
)

__all__ = [
    "ChannelSubscription",
    "Digest",
    "EscalationPolicy",
    "EventMessage",
    "FollowUp",
    "KindPreference",
    "Notification",
    "Preference",
]
