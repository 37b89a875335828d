"""What is stored of people by notifications: notifications."""

from typing import Any

import notifications.models as notifications
from common.personal.declarations import (
    WHILE_USED,
    Purpose,
    Records,
    days,
)

PRIVACY: dict[type[Any], Records] = {
    notifications.Digest: Records(
        purpose=Purpose.MESSAGES,
        kept=days(400, "created_at"),
        none="id day created_at message",
        pseudonym="user",
    ),
    notifications.Notification: Records(
        purpose=Purpose.MESSAGES,
        kept=days(400, "created_at"),
        none=("id event reason href urgency pace created_at read_at digest"),
        pseudonym="user stands_in_for",
        personal="subject",
    ),
    notifications.EventMessage: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_USED,
        none="id event message",
        pseudonym="user",
    ),
    notifications.FollowUp: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_USED,
        none="id event urgency escalate_at step confirmed_at",
        pseudonym="confirmed_by",
    ),
    notifications.Preference: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id by_email quiet_from quiet_until digest_hour",
        pseudonym="user",
    ),
    notifications.KindPreference: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id kind pace",
        pseudonym="user",
    ),
    notifications.ChannelSubscription: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id channel kind minimum mentions_all",
    ),
    notifications.EscalationPolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id critical_hours normal_hours",
    ),
}
