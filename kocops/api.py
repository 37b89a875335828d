"""The API's list: every resource under /api/v1/."""

from typing import Any

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import Route, SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from activity.api import (
    ActivitySummaryApi,
    CommunityWeekApi,
    EventIngestApi,
    FreshnessApi,
)
from activity.api.sources import EventSourceApi, KindApi
from alerts.api import AlertApi, IssueApi, LexiconEntryApi, QuestionApi
from alerts.api.owner_rules import OwnerRuleApi
from alerts.api.suggestions import SuggestionApi
from alerts.api.tickets import EngineeringSheetApi, TicketApi
from campaigns.api import (
    CampaignApi,
    CostApi,
    FindingApi,
    NodeApi,
    ParticipantApi,
    ProgressApi,
    WorkApi,
)
from campaigns.api.reviews import DecisionApi, ReviewApi
from common.api.documentation import DocumentationPage
from common.api.viewsets import api_not_found
from common.security.access import NOBODY, Access
from community.api import CircleApi, PostApi, ReactionIngestApi
from community.api.members import (
    MembershipUpsertApi,
    MemberUpsertApi,
    VehicleUpsertApi,
)
from immunity.api import (
    CaseCheckApi,
    ClaimApi,
    ClaimPostApi,
    CrisisCaseApi,
    MoodApi,
)
from insights.api import SegmentApi, SegmentExportApi, SegmentMemberApi
from insights.api.dashboards import AnnotationApi, CardApi, CardListApi
from insights.api.webhooks import WebhookApi
from integrations.api import (
    ChannelApi,
    ChannelTestApi,
    CloudEventIngestApi,
    OutgoingMessageApi,
)
from knowledge.api import FaqApi, ScriptApi
from koc.api import CooperationApi, KocApi
from lifecycle.api import DormancyStateApi
from members.api import MemberTagApi
from members.api.privacy import ConsentApi, ErasureApi, PersonalDataApi
from notifications.api import EventTypeApi, NotificationApi
from outreach.api import ContactDecisionApi, HonourApi, SuppressionApi
from reports.api import BriefApi, FigureTargetApi, FunnelApi
from roles.api import RoleApi
from teamwork.api import InteractionApi

# A resource: its address, the name of its views, its viewset. The viewset
# declares who may read and write it.
RESOURCES: tuple[tuple[str, str, type[ViewSetMixin]], ...] = (
    ("members", "member", MemberUpsertApi),
    ("circles", "circle", CircleApi),
    ("activity-summaries", "activity-summary", ActivitySummaryApi),
    ("interactions", "interaction", InteractionApi),
    ("segments", "segment", SegmentApi),
    (
        r"segments/(?P<segment_id>\d{1,18})/members",
        "segment-member",
        SegmentMemberApi,
    ),
    ("roles", "role", RoleApi),
    ("koc-statuses", "koc-status", KocApi),
    ("cooperations", "cooperation", CooperationApi),
    ("scripts", "script", ScriptApi),
    ("faq-entries", "faq-entry", FaqApi),
    ("posts", "post", PostApi),
    ("alerts", "alert", AlertApi),
    ("issues", "issue", IssueApi),
    ("tickets", "ticket", TicketApi),
    ("questions", "question", QuestionApi),
    ("owner-rules", "owner-rule", OwnerRuleApi),
    ("suggestions", "suggestion", SuggestionApi),
    ("lexicon-entries", "lexicon-entry", LexiconEntryApi),
    ("dormancy-states", "dormancy-state", DormancyStateApi),
    ("sources", "source", EventSourceApi),
    ("channels", "channel", ChannelApi),
    ("outgoing-messages", "outgoing-message", OutgoingMessageApi),
    ("community-weeks", "community-week", CommunityWeekApi),
    ("notifications", "notification", NotificationApi),
    ("webhooks", "webhook", WebhookApi),
    ("annotations", "annotation", AnnotationApi),
    ("consents", "consent", ConsentApi),
    ("suppressions", "suppression", SuppressionApi),
    ("claims", "claim", ClaimApi),
    ("crisis-cases", "crisis-case", CrisisCaseApi),
    ("case-checks", "case-check", CaseCheckApi),
    ("claim-posts", "claim-post", ClaimPostApi),
    ("honours", "honour", HonourApi),
    ("campaigns", "campaign", CampaignApi),
    ("campaign-nodes", "campaign-node", NodeApi),
    ("campaign-participants", "campaign-participant", ParticipantApi),
    ("campaign-works", "campaign-work", WorkApi),
    ("campaign-costs", "campaign-cost", CostApi),
    ("campaign-findings", "campaign-finding", FindingApi),
    ("reviews", "review", ReviewApi),
    ("decisions", "decision", DecisionApi),
)


def _with_put(route: Route) -> Route:
    """Return a route of lists that leads PUT to `upsert`, any other as it is."""
    if "post" not in route.mapping:
        return route
    return route._replace(mapping={**route.mapping, "put": "upsert"})


class UpsertRouter(SimpleRouter):
    """Lets a list take PUT, which creates or changes many rows at once."""

    routes = [
        _with_put(route) if isinstance(route, Route) else route
        for route in SimpleRouter.routes
    ]


router = UpsertRouter()
for prefix, basename, viewset in RESOURCES:
    router.register(prefix, viewset, basename=basename)

app_name = "api"
resource_patterns = [
    path("v1/events/", EventIngestApi.as_view(), name="event-ingest"),
    path(
        "v1/cloudevents/",
        CloudEventIngestApi.as_view(),
        name="cloudevent-ingest",
    ),
    path("v1/reactions/", ReactionIngestApi.as_view(), name="reaction-ingest"),
    path("v1/vehicles/", VehicleUpsertApi.as_view(), name="vehicle-upsert"),
    path(
        "v1/circle-memberships/",
        MembershipUpsertApi.as_view(),
        name="circle-membership-upsert",
    ),
    path("v1/member-tags/", MemberTagApi.as_view(), name="member-tags"),
    path(
        "v1/channels/<int:channel_id>/test/",
        ChannelTestApi.as_view(),
        name="channel-test",
    ),
    path(
        "v1/issues/<int:issue_id>/engineering-sheet/",
        EngineeringSheetApi.as_view(),
        name="engineering-sheet",
    ),
    path(
        "v1/dashboard-cards/",
        CardListApi.as_view(),
        name="dashboard-cards",
    ),
    path(
        "v1/dashboard-cards/<slug:name>/",
        CardApi.as_view(),
        name="dashboard-card",
    ),
    path("v1/mood/", MoodApi.as_view(), name="mood"),
    path("v1/funnel/", FunnelApi.as_view(), name="funnel"),
    path("v1/weekly-brief/", BriefApi.as_view(), name="weekly-brief"),
    path(
        "v1/figure-targets/",
        FigureTargetApi.as_view(),
        name="figure-targets",
    ),
    path(
        "v1/members/<int:member_id>/personal-data/",
        PersonalDataApi.as_view(),
        name="personal-data",
    ),
    path(
        "v1/members/<int:member_id>/erasure/",
        ErasureApi.as_view(),
        name="erasure",
    ),
    path(
        "v1/contact-decisions/",
        ContactDecisionApi.as_view(),
        name="contact-decisions",
    ),
    path(
        "v1/campaigns/<int:campaign_id>/progress/",
        ProgressApi.as_view(),
        name="campaign-progress",
    ),
    path("v1/kinds/", KindApi.as_view(), name="kinds"),
    path("v1/event-types/", EventTypeApi.as_view(), name="event-types"),
    path("v1/freshness/", FreshnessApi.as_view(), name="freshness"),
    path(
        "v1/segments/<int:segment_id>/export/",
        SegmentExportApi.as_view({"get": "list"}),
        name="segment-export",
    ),
]
urlpatterns = [
    *resource_patterns,
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        DocumentationPage.as_view(url_name="api:schema"),
        name="docs",
    ),
    re_path(r"^(?P<rest>.*)$", api_not_found, name="not-found"),
]


METHODS = ("get", "post", "put", "patch", "delete")


def resource_access() -> dict[str, Access]:
    """Return the access rows of all resources, from what their views declare.

    A view that answers no writing method gets no right to write, one that
    answers no GET none to read.
    """
    rows = {}
    patterns: list[Any] = [*resource_patterns, *router.urls]
    for pattern in patterns:
        rows[f"api:{pattern.name}"] = _access_of(pattern.callback)
    return rows


def _access_of(callback: Any) -> Access:
    declared: Access = callback.cls.access
    methods = getattr(callback, "actions", None)
    if methods is None:
        methods = [name for name in METHODS if hasattr(callback.cls, name)]
    is_read = "get" in methods
    is_written = bool(set(methods) - {"get", "head", "options"})
    return Access(
        read=declared.read if is_read else NOBODY,
        write=declared.write if is_written else NOBODY,
        read_scope=declared.read_scope if is_read else "",
        write_scope=declared.write_scope if is_written else "",
    )
