from insights.models.segments import Segment, SegmentSpell, SegmentVersion
from insights.models.webhooks import WEBHOOK, WebhookEndpoint

__all__ = [
    "WEBHOOK",
    "Segment",
    "SegmentSpell",
    "SegmentVersion",
    "WebhookEndpoint",
]
