from collections.abc import Callable

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.api import outcome_answer, read_batch
from activity.models import IngestBatch
from activity.serializers import IngestOutcomeSerializer
from activity.services.ingest_chunks import IngestOutcome
from common.api.bodies import SOURCE_OF_LINES, bulk_body
from common.api.parsing import BULK_PARSERS
from common.api.viewsets import KnownParameters, ReadApi
from common.security.access import DATA, STAFF, Access
from community.filters import CircleApiFilter, PostApiFilter
from community.models import Circle, Post
from community.serializers import (
    CircleSerializer,
    PostBatchSerializer,
    PostSerializer,
    ReactionBatchSerializer,
)
from community.services.posts import ingest_posts
from community.services.reactions import ingest_reactions

Ingest = Callable[..., tuple[IngestBatch, IngestOutcome]]


class CircleApi(ReadApi):
    access = Access(read=STAFF, read_scope="members:read")
    queryset = Circle.objects.with_member_count()
    serializer_class = CircleSerializer
    filterset_class = CircleApiFilter
    sort_fields = ("name", "city", "member_count")


class PostApi(ReadApi):
    """Posts and replies that were not deleted."""

    access = Access(
        read=STAFF,
        write=DATA,
        read_scope="posts:read",
        write_scope="posts:write",
    )

    queryset = Post.objects.filter(is_deleted=False).select_related("source")
    serializer_class = PostSerializer
    filterset_class = PostApiFilter
    sort_fields = ("posted_at", "edited_at", "reaction_count", "updated_at")
    parser_classes = BULK_PARSERS
    create_parameters = ("source",)

    @extend_schema(
        parameters=[SOURCE_OF_LINES],
        request=bulk_body(PostBatchSerializer),
        responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer},
    )
    def create(self, request: Request) -> Response:
        """Import posts. 200 when every row was accepted or known, 207 when some
        were rejected.
        """
        return _ingested(request, "posts", ingest_posts)


class ReactionIngestApi(KnownParameters, APIView):
    """Import who reacted to which post. 200 when every row was accepted or
    known, 207 when some were rejected.
    """

    access = Access(write=DATA, write_scope="posts:write")

    parser_classes = BULK_PARSERS
    query_parameters = ("source",)

    @extend_schema(
        parameters=[SOURCE_OF_LINES],
        request=bulk_body(ReactionBatchSerializer),
        responses={200: IngestOutcomeSerializer, 207: IngestOutcomeSerializer},
    )
    def post(self, request: Request) -> Response:
        return _ingested(request, "reactions", ingest_reactions)


def _ingested(request: Request, name: str, ingest: Ingest) -> Response:
    source, rows = read_batch(request, name)
    batch, outcome = ingest(
        source=source,
        rows=lambda: enumerate(rows, start=1),
        channel=IngestBatch.Channel.REST,
        clock=timezone.now,
        user=request.user,
    )
    return Response(
        outcome_answer(batch, outcome),
        status=207 if outcome.rejected else 200,
    )
