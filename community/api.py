from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.api import outcome_answer, read_delivery
from activity.models import IngestBatch
from activity.serializers import IngestOutcomeSerializer
from common.api import ReadApi
from community.filters import CircleFilter
from community.models import Circle
from community.serializers import CircleSerializer, PostDeliverySerializer
from community.services.posts import take_in_posts


class CircleApi(ReadApi):
    queryset = Circle.objects.with_member_count()
    serializer_class, filterset_class = CircleSerializer, CircleFilter


class PostIngestApi(APIView):
    """Take posts and replies in. 200 when every row went in or was known, 207 when some were rejected."""

    @extend_schema(
        request=PostDeliverySerializer, responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer}
    )
    def post(self, request: Request) -> Response:
        source, rows = read_delivery(request.data, "posts")
        batch, outcome = take_in_posts(
            source=source,
            rows=lambda: enumerate(rows, start=1),
            channel=IngestBatch.Channel.REST,
            clock=timezone.now,
            user=request.user,
        )
        return Response(outcome_answer(batch, outcome), status=207 if outcome.rejected else 200)
