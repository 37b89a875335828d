"""Every address: pages by app, the API, the admin for superusers."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog, set_language

from common import views
from common.ui.pages.exports import export_file, export_page
from kocops.palette import find
from kocops.selectors.readiness import CHECKS
from kocops.views import audit, privacy, tokens
from kocops.views.api_guide import api_guide
from kocops.views.help import help_page
from kocops.views.metrics import metrics
from kocops.views.start import home, start

handler400 = "common.views.bad_request"
handler500 = "common.views.server_error"
urlpatterns = [
    path("", home, name="home"),
    path("start/", start, name="start"),
    path("healthz", views.healthz, name="healthz"),
    path(
        "readyz",
        views.readyz,
        {"named": CHECKS},
        name="readyz",
    ),
    path("metrics", metrics, name="metrics"),
    path("api/", include("kocops.api")),
    path("audit/", audit.AuditListPage.as_view(), name="audit_list"),
    path("audit/<int:pk>/", audit.audit_page, name="audit_detail"),
    path("privacy/", privacy.privacy_inventory, name="privacy"),
    path("tokens/", tokens.TokenListPage.as_view(), name="tokens"),
    path("tokens/<slug:key>/end/", tokens.end_this_token, name="token_end"),
    path("", include("accounts.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path(
        "jsi18n/",
        login_not_required(JavaScriptCatalog.as_view()),
        name="javascript_catalog",
    ),
    path("preferences/", views.preferences, name="preferences"),
    path("help/", help_page, name="help"),
    path("help/api/", api_guide, name="api_guide"),
    path("find/", find, name="find"),
    path("views/save/", views.save_view, name="save_view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete_view"),
    path("columns/", views.save_columns, name="save_columns"),
    path("jobs/<int:pk>/", views.job_progress, name="job_progress"),
    path("jobs/<int:pk>/cancel/", views.cancel_job, name="cancel_job"),
    path("exports/<int:pk>/", export_page, name="export_page"),
    path("exports/<int:pk>/file/", export_file, name="export_file"),
    path("", include("reports.urls")),
    path("", include("notifications.urls")),
    path("", include("integrations.urls")),
    path("", include("campaigns.urls")),
    path("", include("outreach.urls")),
    path("", include("immunity.urls")),
    path("", include("insights.urls")),
    path("", include("koc.urls")),
    path("", include("knowledge.urls")),
    path("", include("teamwork.urls")),
    path("members/", include("members.urls")),
    path("", include("community.urls")),
    path("activity/", include("activity.urls")),
    path("", include("lifecycle.urls")),
    path("", include("roles.urls")),
    path("", include("alerts.urls")),
    path("admin/", admin.site.urls),
]
