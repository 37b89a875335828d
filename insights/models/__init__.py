from insights.models.dashboards import Annotation, Dashboard
from insights.models.segments import Segment, SegmentSpell, SegmentVersion
from insights.models.webhooks import WEBHOOK, WebhookEndpoint

__all__ = [
    "WEBHOOK",
    "Annotation",
    "Dashboard",
    "Segment",
    "SegmentSpell",
    "SegmentVersion",
    "WebhookEndpoint",
]
