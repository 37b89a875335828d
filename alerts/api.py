from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from alerts.filters import AlertApiFilter, IssueApiFilter, QuestionApiFilter
from alerts.models import Alert, Issue
from alerts.selectors.questions import SERVICE_LEVEL_HOURS
from alerts.serializers import (
    AlertSerializer,
    IssueSerializer,
    QuestionSerializer,
)
from common.api.viewsets import ReadApi
from common.security.access import STAFF, Access
from community.models import Question


class IssueApi(ReadApi):
    """Issues that owners reported, with their reports counted."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Issue.objects.unmerged().with_report_counts()
    serializer_class = IssueSerializer
    filterset_class = IssueApiFilter
    sort_fields = (
        "number",
        "opened_at",
        "first_at",
        "last_at",
        "reporter_count",
        "post_count",
    )


class QuestionApi(ReadApi):
    """Questions that members asked, and whether they were answered."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Question.objects.all()
    serializer_class = QuestionSerializer
    filterset_class = QuestionApiFilter
    sort_fields = {
        "asked_at": "post__posted_at",
        "answered_at": "answered_at",
        "answer_count": "answer_count",
    }

    def get_queryset(self) -> QuerySet[Any]:
        return (
            Question.objects.visible()
            .with_overdue(SERVICE_LEVEL_HOURS, timezone.now())
            .select_related("post")
        )


class AlertApi(ReadApi):
    """Alerts as they were raised, each once."""

    access = Access(read=STAFF, read_scope="alerts:read")

    queryset = Alert.objects.select_related("issue", "post")
    serializer_class = AlertSerializer
    filterset_class = AlertApiFilter
    sort_fields = ("raised_at", "reporter_count")
