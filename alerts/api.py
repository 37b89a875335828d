from alerts.filters import IssueFilter
from alerts.models import Issue
from alerts.serializers import IssueSerializer
from common.api import ReadApi


class IssueApi(ReadApi):
    """Issues that owners told of, with their voices counted."""

    queryset = Issue.objects.standing().with_voices()
    serializer_class, filterset_class = IssueSerializer, IssueFilter
