"""The API's list: every resource under /api/v1/."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from activity.api import ActivitySummaryApi, CommunityWeekApi, EventIngestApi, FreshnessApi
from alerts.api import AlertApi, IssueApi, QuestionApi
from common import schema  # noqa: F401 - registers the token scheme
from common.api import api_not_found
from community.api import CircleApi, PostApi, ReactionIngestApi
from insights.api import SegmentApi, SegmentExportApi, SegmentMemberApi
from lifecycle.api import DormancyStateApi
from members.api import MemberApi, MemberTagApi
from roles.api import RoleApi
from teamwork.api import InteractionApi

router = SimpleRouter()
router.register("members", MemberApi, basename="member")
router.register("circles", CircleApi, basename="circle")
router.register("activity-summaries", ActivitySummaryApi, basename="activity-summary")
router.register("interactions", InteractionApi, basename="interaction")
router.register("segments", SegmentApi, basename="segment")
router.register(r"segments/(?P<segment_id>\d{1,18})/members", SegmentMemberApi, basename="segment-member")
router.register("roles", RoleApi, basename="role")
router.register("posts", PostApi, basename="post")
router.register("alerts", AlertApi, basename="alert")
router.register("issues", IssueApi, basename="issue")
router.register("questions", QuestionApi, basename="question")
router.register("dormancy-states", DormancyStateApi, basename="dormancy-state")
router.register("community-weeks", CommunityWeekApi, basename="community-week")

app_name = "api"
urlpatterns = [
    path("v1/events/", EventIngestApi.as_view(), name="event-ingest"),
    path("v1/reactions/", ReactionIngestApi.as_view(), name="reaction-ingest"),
    path("v1/member-tags/", MemberTagApi.as_view(), name="member-tags"),
    path("v1/freshness/", FreshnessApi.as_view(), name="freshness"),
    path("v1/segments/<int:segment_id>/export/", SegmentExportApi.as_view({"get": "list"}), name="segment-export"),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^(?P<rest>.*)$", api_not_found, name="not-found"),
]
