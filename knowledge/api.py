from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.problems import PROBLEM, problem, status_of
from common.api.viewsets import ReadApi
from common.calendar import business_today
from common.errors import Unprocessable
from common.security.access import STAFF, Access
from knowledge.filters import FaqApiFilter, ScriptApiFilter
from knowledge.models import FaqEntry, Script
from knowledge.selectors.filling import fill_version, member_values
from knowledge.selectors.scripts import usable_scripts
from knowledge.serializers import (
    FaqSerializer,
    FilledSerializer,
    FillSerializer,
    ScriptSerializer,
)


class ScriptApi(ReadApi):
    """Scripts that may be used now: approved and not expired."""

    # Filling a script stores nothing, so it needs no other scope.
    access = Access(
        read=STAFF,
        write=STAFF,
        read_scope="scripts:read",
        write_scope="scripts:read",
    )

    queryset = Script.objects.all()
    serializer_class = ScriptSerializer
    filterset_class = ScriptApiFilter
    sort_fields = ("title", "updated_at")

    def get_queryset(self) -> QuerySet[Any]:
        return usable_scripts(business_today(timezone.now()))

    @extend_schema(request=FillSerializer, responses={200: FilledSerializer})
    @action(detail=True, methods=["post"], url_path="fill", url_name="fill")
    def fill(self, request: Request, pk: str) -> Response:
        """Fill a script for a member.

        422 names each slot without a value; nothing half-filled is returned.
        """
        script = self.get_object()
        serializer = FillSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given = serializer.validated_data
        today = business_today(timezone.now())
        version = script.versions.usable(today).get()
        values = member_values(given["member"], user=request.user, today=today)
        values |= given["values"]
        try:
            text = fill_version(version, values)
        except Unprocessable as error:
            return _missing(error)
        filled = {
            "version_id": version.pk,
            "version": version.number,
            "text": text,
        }
        return Response(FilledSerializer(filled).data)


def _missing(error: Unprocessable) -> Response:
    """Return a problem that names each slot without a value."""
    errors = []
    for name in error.where["slots"]:
        errors.append({"field": f"values.{name}", "message": error.message})
    status = status_of(error)
    body = problem(status, error.code, str(error.message), errors=errors)
    return Response(body, status=status, content_type=PROBLEM)


class FaqApi(ReadApi):
    """Frequent questions with answers of members who agree to be quoted.

    A withdrawn consent takes an entry out at once.
    """

    access = Access(read=STAFF, read_scope="scripts:read")

    queryset = FaqEntry.objects.all()
    serializer_class = FaqSerializer
    filterset_class = FaqApiFilter
    sort_fields = ("question", "published_at", "updated_at")

    def get_queryset(self) -> QuerySet[Any]:
        return FaqEntry.objects.public().select_related("post__author")
