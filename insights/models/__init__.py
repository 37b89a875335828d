from insights.models.segments import Segment, SegmentSpell, SegmentVersion
from insights.models.webhooks import (
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)

__all__ = [
    "Segment",
    "SegmentSpell",
    "SegmentVersion",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookMessage",
]
