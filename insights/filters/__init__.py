from insights.filters.annotations import AnnotationApiFilter, AnnotationFilter
from insights.filters.members import ASIDE, CURRENT, MemberDirectoryFilter
from insights.filters.segments import SegmentApiFilter, SegmentFilter
from insights.filters.webhooks import WebhookApiFilter, WebhookFilter

__all__ = [
    "ASIDE",
    "CURRENT",
    "AnnotationApiFilter",
    "AnnotationFilter",
    "MemberDirectoryFilter",
    "SegmentApiFilter",
    "SegmentFilter",
    "WebhookApiFilter",
    "WebhookFilter",
]
