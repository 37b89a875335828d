from collections.abc import Callable

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.api import outcome_answer, read_delivery
from activity.models import IngestBatch
from activity.serializers import IngestOutcomeSerializer
from activity.services.ingest import IngestOutcome
from common.api import ReadApi
from community.filters import CircleFilter, PostFilter
from community.models import Circle, Post
from community.serializers import CircleSerializer, PostDeliverySerializer, PostSerializer, ReactionDeliverySerializer
from community.services.posts import take_in_posts
from community.services.reactions import take_in_reactions

TakeIn = Callable[..., tuple[IngestBatch, IngestOutcome]]


class CircleApi(ReadApi):
    queryset = Circle.objects.with_member_count()
    serializer_class, filterset_class = CircleSerializer, CircleFilter


class PostApi(ReadApi):
    """Posts and replies that were not deleted; and the way in: 200 when every row went in or was known, 207 when some
    were rejected.
    """

    queryset = Post.objects.filter(is_deleted=False).select_related("source")
    serializer_class, filterset_class = PostSerializer, PostFilter

    @extend_schema(
        request=PostDeliverySerializer, responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer}
    )
    def create(self, request: Request) -> Response:
        return _taken_in(request, "posts", take_in_posts)


class ReactionIngestApi(APIView):
    """The way in of who reacted to which post: 200 when every row went in or was known, 207 when some were rejected."""

    @extend_schema(
        request=ReactionDeliverySerializer, responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer}
    )
    def post(self, request: Request) -> Response:
        return _taken_in(request, "reactions", take_in_reactions)


def _taken_in(request: Request, name: str, take_in: TakeIn) -> Response:
    source, rows = read_delivery(request.data, name)
    batch, outcome = take_in(
        source=source,
        rows=lambda: enumerate(rows, start=1),
        channel=IngestBatch.Channel.REST,
        clock=timezone.now,
        user=request.user,
    )
    return Response(outcome_answer(batch, outcome), status=207 if outcome.rejected else 200)
