from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from alerts.filters import AlertFilter, IssueFilter, QuestionFilter
from alerts.models import Alert, Issue
from alerts.serializers import AlertSerializer, IssueSerializer, QuestionSerializer
from alerts.services.healing import SERVICE_LEVEL_HOURS
from common.api import ReadApi
from community.models import Question


class IssueApi(ReadApi):
    """Issues that owners told of, with their voices counted."""

    queryset = Issue.objects.standing().with_voices()
    serializer_class, filterset_class = IssueSerializer, IssueFilter


class QuestionApi(ReadApi):
    """Questions that members asked, and how they healed."""

    queryset = Question.objects.all()
    serializer_class, filterset_class = QuestionSerializer, QuestionFilter

    def get_queryset(self) -> QuerySet[Any]:
        return Question.objects.standing().with_overdue(SERVICE_LEVEL_HOURS, timezone.now()).select_related("post")


class AlertApi(ReadApi):
    """Alerts as they were raised, none twice."""

    queryset = Alert.objects.select_related("issue", "post")
    serializer_class, filterset_class = AlertSerializer, AlertFilter
