from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.viewsets import ReadApi
from common.security.access import LEADS, STAFF, Access
from community.models import Cooperation
from koc.filters import CooperationApiFilter, KocApiFilter
from koc.models import KocSpell
from koc.serializers import CooperationSerializer, KocSerializer
from koc.services.cooperations import Agreement, record_cooperation


class KocApi(ReadApi):
    """The roster of KOC: who is one, of which tier, and who was one."""

    access = Access(read=STAFF, read_scope="koc:read")

    queryset = KocSpell.objects.filter(
        member__merged_into__isnull=True,
    ).select_related("contact")
    serializer_class = KocSerializer
    filterset_class = KocApiFilter
    sort_fields = ("since", "review_on", "ended_on", "updated_at")


class CooperationApi(ReadApi):
    """Who is paid for opinions, by whom and in which days."""

    access = Access(
        read=STAFF,
        write=LEADS,
        read_scope="koc:read",
        write_scope="koc:write",
    )

    queryset = Cooperation.objects.filter(member__merged_into__isnull=True)
    serializer_class = CooperationSerializer
    filterset_class = CooperationApiFilter
    sort_fields = ("started_on", "ended_on", "updated_at")

    @extend_schema(
        request=CooperationSerializer,
        responses={200: CooperationSerializer, 201: CooperationSerializer},
    )
    def create(self, request: Request) -> Response:
        """Record that somebody pays a member. 200 if the same partner and first
        day are recorded already, 409 if the KOC status of the member would end
        and `is_confirmed` is not true.
        """
        serializer = CooperationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent: dict[str, Any] = dict(serializer.validated_data)
        member = sent.pop("member")
        is_confirmed = sent.pop("is_confirmed")
        row, is_new = record_cooperation(
            member=member,
            agreement=Agreement(**sent),
            is_confirmed=is_confirmed,
            now=timezone.now(),
            user=request.user,
        )
        body = CooperationSerializer(row).data
        return Response(body, status=201 if is_new else 200)
