from insights.views.annotations import (
    AnnotationFormPage,
    AnnotationListPage,
    bring_back_annotation,
    remove_annotation,
)
from insights.views.dashboard_forms import (
    DashboardFormPage,
    bring_back_dashboard,
    remove_dashboard,
    reset_dashboard,
)
from insights.views.dashboards import (
    card_part,
    dashboard_page,
    overview,
)
from insights.views.home import succession
from insights.views.members import MemberListPage
from insights.views.segment_form import SegmentFormPage, preview_segment
from insights.views.segments import (
    EXPORT_FORMATS,
    SegmentListPage,
    archive_segment,
    recount_segment,
    restore_this_segment,
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
    "AnnotationFormPage",
    "AnnotationListPage",
    "DashboardFormPage",
    "MemberListPage",
    "SegmentFormPage",
    "SegmentListPage",
    "WebhookFormPage",
    "WebhookListPage",
    "archive_segment",
    "bring_back_annotation",
    "bring_back_dashboard",
    "card_part",
    "dashboard_page",
    "overview",
    "pause_webhook",
    "ping_webhook",
    "preview_segment",
    "recount_segment",
    "remove_annotation",
    "remove_dashboard",
    "resend_webhook",
    "reset_dashboard",
    "restore_this_segment",
    "rotate_webhook",
    "segment_export",
    "segment_page",
    "succession",
    "webhook_page",
]
