"""The API of the AISAS funnel."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.viewsets import KnownParameters
from common.security.access import STAFF, Access
from reports.api.briefs import READ
from reports.models import FunnelRun
from reports.serializers import FunnelSerializer

# Before the first night.
NOT_COMPUTED: dict[str, Any] = {
    "business_date": None,
    "generation": 0,
    "policy_version": 0,
    "computed_at": None,
    "buyers": [],
    "owners": [],
}


class FunnelApi(KnownParameters, APIView):
    """How many of those who came in each month reached each stage of AISAS within
    90 days, apart for those who came without a car and for owners.
    """

    access = Access(read=STAFF, read_scope=READ)

    @extend_schema(
        responses=FunnelSerializer,
        operation_id="funnel_retrieve",
    )
    def get(self, request: Request) -> Response:
        run = FunnelRun.objects.first()
        if run is None:
            return Response(NOT_COMPUTED)
        ways: dict[str, Any] = run.cohorts
        return Response(
            {
                "business_date": run.business_date,
                "generation": run.generation,
                "policy_version": run.policy_version,
                "computed_at": run.computed_at,
                **ways,
            },
        )
