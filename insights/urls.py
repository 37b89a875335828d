from django.urls import path, register_converter

from insights import views


class FormatConverter:
    """The forms in which a segment leaves."""

    regex = "|".join(views.EXPORT_FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "export_format")

app_name = "insights"
urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/cards/<slug:name>/", views.card_part, name="card"),
    path(
        "dashboards/new/",
        views.DashboardFormPage.as_view(),
        name="dashboard_create",
    ),
    path(
        "dashboards/<int:pk>/",
        views.dashboard_page,
        name="dashboard_detail",
    ),
    path(
        "dashboards/<int:pk>/edit/",
        views.DashboardFormPage.as_view(),
        name="dashboard_edit",
    ),
    path(
        "dashboards/<int:pk>/remove/",
        views.remove_dashboard,
        name="dashboard_remove",
    ),
    path(
        "dashboards/<int:pk>/reset/",
        views.reset_dashboard,
        name="dashboard_reset",
    ),
    path(
        "dashboards/<int:pk>/restore/",
        views.bring_back_dashboard,
        name="dashboard_restore",
    ),
    path(
        "annotations/",
        views.AnnotationListPage.as_view(),
        name="annotation_list",
    ),
    path(
        "annotations/new/",
        views.AnnotationFormPage.as_view(),
        name="annotation_create",
    ),
    path(
        "annotations/<int:pk>/edit/",
        views.AnnotationFormPage.as_view(),
        name="annotation_edit",
    ),
    path(
        "annotations/<int:pk>/remove/",
        views.remove_annotation,
        name="annotation_remove",
    ),
    path(
        "annotations/restore/",
        views.bring_back_annotation,
        name="annotation_restore",
    ),
    path("succession/", views.succession, name="succession"),
    path("members/", views.MemberListPage.as_view(), name="member_list"),
    path("segments/", views.SegmentListPage.as_view(), name="segment_list"),
    path(
        "segments/new/",
        views.SegmentFormPage.as_view(),
        name="segment_create",
    ),
    path("segments/preview/", views.preview_segment, name="segment_preview"),
    path("segments/<int:pk>/", views.segment_page, name="segment_detail"),
    path(
        "segments/<int:pk>/edit/",
        views.SegmentFormPage.as_view(),
        name="segment_edit",
    ),
    path(
        "segments/<int:pk>/recount/",
        views.recount_segment,
        name="segment_recount",
    ),
    path(
        "segments/<int:pk>/restore/",
        views.restore_this_segment,
        name="segment_restore",
    ),
    path(
        "segments/<int:pk>/archive/",
        views.archive_segment,
        name="segment_archive",
    ),
    path(
        "segments/<int:pk>/export.<export_format:form>",
        views.segment_export,
        name="segment_export",
    ),
    path("webhooks/", views.WebhookListPage.as_view(), name="webhook_list"),
    path(
        "webhooks/new/",
        views.WebhookFormPage.as_view(),
        name="webhook_create",
    ),
    path("webhooks/<int:pk>/", views.webhook_page, name="webhook_detail"),
    path(
        "webhooks/<int:pk>/edit/",
        views.WebhookFormPage.as_view(),
        name="webhook_edit",
    ),
    path(
        "webhooks/<int:pk>/rotate/",
        views.rotate_webhook,
        name="webhook_rotate",
    ),
    path(
        "webhooks/<int:pk>/pause/",
        views.pause_webhook,
        name="webhook_pause",
    ),
    path("webhooks/<int:pk>/ping/", views.ping_webhook, name="webhook_ping"),
    path(
        "webhook-messages/<int:pk>/resend/",
        views.resend_webhook,
        name="webhook_resend",
    ),
]
