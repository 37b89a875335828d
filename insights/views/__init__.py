from insights.views.home import overview, succession
from insights.views.members import MemberListPage
from insights.views.segment_form import SegmentFormPage, preview_segment
from insights.views.segments import (
    EXPORT_FORMATS,
    SegmentListPage,
    archive_segment,
    recount_segment,
    segment_export,
    segment_page,
)
from insights.views.webhooks import (
    WebhookFormPage,
    WebhookListPage,
    pause_webhook,
    ping_webhook,
    resend_webhook,
    rotate_webhook,
    webhook_page,
)

__all__ = [
    "EXPORT_FORMATS",
    "MemberListPage",
    "SegmentFormPage",
    "SegmentListPage",
    "WebhookFormPage",
    "WebhookListPage",
    "archive_segment",
    "overview",
    "pause_webhook",
    "ping_webhook",
    "preview_segment",
    "recount_segment",
    "resend_webhook",
    "rotate_webhook",
    "segment_export",
    "segment_page",
    "succession",
    "webhook_page",
]
