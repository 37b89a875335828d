from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.viewsets import KnownParameters, ReadApi
from common.security.access import STAFF, Access
from outreach.filters import HonourApiFilter, SuppressionFilter
from outreach.models import Honour, Suppression
from outreach.selectors.gate import Gate
from outreach.serializers import (
    DecisionQuestionSerializer,
    DecisionsSerializer,
    HonourSerializer,
    SuppressionSerializer,
)

READERS = Access(read=STAFF, read_scope="outreach:read")


class SuppressionApi(ReadApi):
    """Who gets no routine notices; ask with `changed_since` for what changed."""

    access = READERS

    queryset = Suppression.objects.filter(member__merged_into__isnull=True)
    serializer_class = SuppressionSerializer
    filterset_class = SuppressionFilter
    sort_fields = ("changed_at",)


class HonourApi(ReadApi):
    """Badges of members, given for good."""

    access = READERS

    queryset = Honour.objects.filter(member__merged_into__isnull=True)
    serializer_class = HonourSerializer
    filterset_class = HonourApiFilter
    sort_fields = ("given_on", "updated_at")


class ContactDecisionApi(KnownParameters, APIView):
    """Whether members may be written to at this moment."""

    access = Access(write=STAFF, write_scope="outreach:read")

    @extend_schema(
        request=DecisionQuestionSerializer,
        responses=DecisionsSerializer,
    )
    def post(self, request: Request) -> Response:
        """Decide for up to 10,000 members whether they may be written to now.
        Asking stores nothing and reserves nothing.
        """
        question = DecisionQuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        gate = Gate(timezone.now())
        facts = gate.read(sorted(set(asked["members"])), way=asked["way"])
        verdicts = gate.ask_all(
            facts,
            purpose=asked["purpose"],
            way=asked["way"],
        )
        known = set(facts.ids.tolist())
        answer: dict[str, Any] = {
            "decisions": gate.decisions(facts, verdicts, asked["purpose"]),
            "unknown_members": sorted(set(asked["members"]) - known),
            "holidays_known_until": gate.clock.calendar.known_until,
        }
        return Response(DecisionsSerializer(answer).data)
