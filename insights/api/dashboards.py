"""The API of dashboards: annotations, and the figures of cards."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.selectors.freshness import freshness_of
from common.api.viewsets import KnownParameters, ReadApi
from common.security.access import STAFF, Access, may
from common.ui.dashboards import CardSpec
from insights.cards import scope_of
from insights.filters import AnnotationApiFilter
from insights.models import Annotation
from insights.selectors.dashboards import CARDS
from insights.selectors.facets import FACETS
from insights.serializers.dashboards import (
    AnnotationSerializer,
    CardFiguresSerializer,
    CardListSerializer,
)
from insights.services.dashboards import (
    change_annotation,
    create_annotation,
    delete_annotation,
)

READ = "dashboards:read"


class AnnotationApi(ReadApi):
    """What happened on a day: an OTA update, a campaign, a recall. Charts over
    time show it.
    """

    access = Access(
        read=STAFF,
        write=STAFF,
        read_scope=READ,
        write_scope="annotations:write",
    )

    queryset = Annotation.objects.all()
    serializer_class = AnnotationSerializer
    filterset_class = AnnotationApiFilter
    sort_fields = ("day", "created_at")

    @extend_schema(responses={201: AnnotationSerializer})
    def create(self, request: Request) -> Response:
        """Make an annotation. 400 if the same one is there."""
        serializer = AnnotationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            row = create_annotation(
                values=dict(serializer.validated_data),
                user=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        return Response(AnnotationSerializer(row).data, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an annotation; what is not sent stays."""
        row = self.get_object()
        serializer = AnnotationSerializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        try:
            changed = change_annotation(
                annotation_id=row.pk,
                changes=dict(serializer.validated_data),
            )
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        return Response(AnnotationSerializer(changed).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Remove an annotation."""
        delete_annotation(annotation_id=self.get_object().pk)
        return Response(status=204)


class CardListApi(KnownParameters, APIView):
    """The cards of the library that the account may see."""

    access = Access(read=STAFF, read_scope=READ)

    @extend_schema(
        responses=CardListSerializer,
        operation_id="dashboard_cards_list",
    )
    def get(self, request: Request) -> Response:
        cards = []
        for spec in CARDS.values():
            if not _may_read(request, spec):
                continue
            cards.append(
                {
                    "name": spec.name,
                    "title": str(spec.title),
                    "reads": str(spec.reads),
                    "follows_filter": spec.follows_filter,
                },
            )
        return Response({"results": cards})


class CardApi(KnownParameters, APIView):
    """The figures of one card, by week or as a table; of the members whom the
    parameters choose, if the card follows them.
    """

    access = Access(read=STAFF, read_scope=READ)
    query_parameters = ("weeks", *FACETS)

    @extend_schema(
        parameters=[
            OpenApiParameter("weeks", int, description="12, 26 or 52."),
            OpenApiParameter("city", str),
            OpenApiParameter("model_series", str),
            OpenApiParameter("circle", int, description="Number of a circle."),
            OpenApiParameter("segment", int, description="Of a segment."),
        ],
        responses=CardFiguresSerializer,
        operation_id="dashboard_cards_retrieve",
    )
    def get(self, request: Request, name: str) -> Response:
        spec = CARDS.get(name)
        if spec is None or not _may_read(request, spec):
            raise Http404
        scope, form = scope_of(request, request.query_params, timezone.now())
        if form.errors:
            wrong = {
                name: [str(error) for error in errors]
                for name, errors in form.errors.items()
            }
            raise exceptions.ValidationError(wrong)
        content = spec.read(scope)
        listing = content.data or content.listing
        return Response(
            {
                "name": spec.name,
                "follows_filter": spec.follows_filter,
                "as_of": freshness_of(request, scope.now).as_of(),
                "columns": listing.columns if listing else [],
                "rows": _rows(listing),
            },
        )


def _may_read(request: Request, spec: CardSpec) -> bool:
    """Tell whether a card is readable: a token with the scope reads all, a
    person those of the pages that they may see.
    """
    return request.auth is not None or may(request.user, spec.page)


def _rows(listing: Any) -> list[list[Any]]:
    if listing is None:
        return []
    found: list[list[Any]] = []
    for row in listing.rows:
        found.append([cell.text for cell in row])
    return found
