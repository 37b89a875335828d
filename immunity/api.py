from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.viewsets import KnownParameters, ReadApi
from common.calendar import business_today
from common.security.access import EDITORS, STAFF, Access
from immunity.access import WRITERS
from immunity.filters import (
    TOPIC_CHOICES,
    CaseApiFilter,
    CaseCheckApiFilter,
    ClaimApiFilter,
    ClaimPostApiFilter,
    MoodScopeFilter,
)
from immunity.models import CaseCheck, Claim, ClaimPost, CrisisCase
from immunity.selectors.mood import counted_moods, read_mood_weeks
from immunity.selectors.mood_chart import shown_weeks
from immunity.serializers import (
    CaseCheckSerializer,
    ClaimPostSerializer,
    ClaimSerializer,
    CrisisCaseSerializer,
    MoodWeekSerializer,
    NewCaseSerializer,
    NewClaimSerializer,
)
from immunity.services.cases import write_case
from immunity.services.claims import enter_claim

READERS = Access(read=STAFF, read_scope="alerts:read")


class ClaimApi(ReadApi):
    """Claims that people pass on, with how many spread and refute them."""

    access = Access(
        read=STAFF,
        write=WRITERS,
        read_scope="alerts:read",
        write_scope="claims:write",
    )

    queryset = Claim.objects.with_counts()
    serializer_class = ClaimSerializer
    filterset_class = ClaimApiFilter
    sort_fields = (
        "opened_at",
        "last_post_at",
        "spreading_count",
        "updated_at",
    )

    @extend_schema(
        request=NewClaimSerializer, responses={201: ClaimSerializer}
    )
    def create(self, request: Request) -> Response:
        """Enter a claim that was seen somewhere. 409 if an open claim says the
        same; `returns_of_id` names one that was settled before.
        """
        serializer = NewClaimSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(serializer.validated_data)
        is_another = values.pop("is_another")
        try:
            claim = enter_claim(
                values=values,
                is_another=is_another,
                now=timezone.now(),
                user=request.user,
            )
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        row = Claim.objects.with_counts().get(pk=claim.pk)
        return Response(ClaimSerializer(row).data, status=201)


class ClaimPostApi(ReadApi):
    """Posts about claims, with what they do with them."""

    access = READERS

    queryset = ClaimPost.objects.filter(
        claim__isnull=False,
        post__is_deleted=False,
    )
    serializer_class = ClaimPostSerializer
    filterset_class = ClaimPostApiFilter
    sort_fields = ("posted_at",)


class CrisisCaseApi(ReadApi):
    """Case files of crises: cause, scope, what was done and what helped."""

    access = Access(
        read=STAFF,
        write=EDITORS,
        read_scope="alerts:read",
        write_scope="claims:write",
    )

    queryset = CrisisCase.objects.all()
    serializer_class = CrisisCaseSerializer
    filterset_class = CaseApiFilter
    sort_fields = ("written_at", "updated_at")

    @extend_schema(
        request=NewCaseSerializer, responses={201: CrisisCaseSerializer}
    )
    def create(self, request: Request) -> Response:
        """Write the case file of a closed issue that had raised an alert. 409
        if it is open, raised no alert or has a case file.
        """
        serializer = NewCaseSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(serializer.validated_data)
        issue_id = values.pop("issue")
        checks = values.pop("checks", [])
        try:
            case = write_case(
                issue_id=issue_id,
                values=values,
                checks=checks,
                now=timezone.now(),
                user=request.user,
            )
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        return Response(CrisisCaseSerializer(case).data, status=201)


class CaseCheckApi(ReadApi):
    """Checks after crises, and what they found."""

    access = READERS

    queryset = CaseCheck.objects.all()
    serializer_class = CaseCheckSerializer
    filterset_class = CaseCheckApiFilter
    sort_fields = ("due_on", "done_at")


class MoodApi(KnownParameters, APIView):
    """Adjusted share of negative posts in each of the last 26 weeks, with the
    interval that holds it nineteen times out of twenty; null for fewer than 30
    posts.
    """

    access = READERS
    query_parameters = ("model_series", "city", "circle", "topic")

    @extend_schema(
        parameters=[
            OpenApiParameter("model_series", str),
            OpenApiParameter("city", str),
            OpenApiParameter("circle", int, description="Number of a circle."),
            OpenApiParameter(
                "topic", str, enum=[name for name, _label in TOPIC_CHOICES]
            ),
        ],
        responses=MoodWeekSerializer(many=True),
        operation_id="mood_list",
    )
    def get(self, request: Request) -> Response:
        scope = MoodScopeFilter(request.query_params, queryset=counted_moods())
        if not scope.is_valid():
            wrong = {}
            for name, errors in scope.form.errors.items():
                wrong[name] = [str(error) for error in errors]
            raise exceptions.ValidationError(wrong)
        weeks = shown_weeks(business_today(timezone.now()))
        found = read_mood_weeks(scope.qs, weeks)
        return Response(MoodWeekSerializer(found, many=True).data)
