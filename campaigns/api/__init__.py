from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.access import RUNNERS
from campaigns.filters import (
    CampaignApiFilter,
    CostApiFilter,
    FindingApiFilter,
    NodeApiFilter,
    ParticipantApiFilter,
    WorkApiFilter,
)
from campaigns.models import (
    CallFinding,
    Campaign,
    CampaignNode,
    CampaignWork,
    CostLine,
    Participant,
)
from campaigns.models.choices import Via
from campaigns.rules.participation import ParticipantRow
from campaigns.selectors.campaign_page import progress_answer
from campaigns.serializers import (
    CampaignSerializer,
    CostSerializer,
    FindingSerializer,
    NodeSerializer,
    ParticipantOutcomeSerializer,
    ParticipantPushSerializer,
    ParticipantRowSerializer,
    ParticipantSerializer,
    ProgressSerializer,
    WorkSerializer,
)
from campaigns.services.calls import add_finding
from campaigns.services.costs import add_cost
from campaigns.services.participants import record_participants
from campaigns.services.works import link_work
from common.api.parsing import rows_in
from common.api.viewsets import KnownParameters, ReadApi
from common.errors import Invalid
from common.security.access import STAFF, Access
from members.selectors.identities import members_named

MAX_ROWS = 1000
READERS = Access(read=STAFF, read_scope="campaigns:read")
WRITERS = Access(
    read=STAFF,
    write=RUNNERS,
    read_scope="campaigns:read",
    write_scope="campaigns:write",
)


class CampaignApi(ReadApi):
    """Campaigns with their plans and, once they are closed, their reports."""

    access = READERS

    queryset = Campaign.objects.select_related("lead")
    serializer_class = CampaignSerializer
    filterset_class = CampaignApiFilter
    sort_fields = ("starts_on", "ends_on", "updated_at")


class ProgressApi(KnownParameters, APIView):
    """How far a campaign is."""

    access = READERS

    @extend_schema(responses={200: ProgressSerializer})
    def get(self, request: Request, campaign_id: int) -> Response:
        """How far a campaign is, and what can be said about its effect. No
        effect is said before its last planned day is over.
        """
        row = get_object_or_404(Campaign, pk=campaign_id)
        answer = progress_answer(row, now=timezone.now())
        return Response(ProgressSerializer(answer).data)


class NodeApi(ReadApi):
    """Nodes of campaigns: what is to be done by whom until when."""

    access = READERS

    queryset = CampaignNode.objects.select_related("owner")
    serializer_class = NodeSerializer
    filterset_class = NodeApiFilter
    sort_fields = ("due_on",)


class ParticipantApi(ReadApi):
    """Who signed up for campaigns, and who came."""

    access = WRITERS

    queryset = Participant.objects.filter(member__merged_into__isnull=True)
    serializer_class = ParticipantSerializer
    filterset_class = ParticipantApiFilter
    sort_fields = ("signed_up_on", "attended_on", "updated_at")

    @extend_schema(
        request=ParticipantPushSerializer,
        responses={
            200: ParticipantOutcomeSerializer,
            207: ParticipantOutcomeSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Record who signed up or came, up to 1,000 rows; sent again, nothing
        changes.
        """
        campaign = _campaign_of(request.data)
        rows, faults = read_rows(request.data)
        done = record_participants(
            campaign_id=campaign.pk,
            rows=[row for _line, row in rows],
            via=Via.API,
            user=request.user,
            now=timezone.now(),
        )
        for one in done.refused:
            line, _row = rows[one.place]
            faults.append(_fault(line, one.field, one.text))
        body = {
            "created": done.created,
            "changed": done.changed,
            "unchanged": done.unchanged,
            "rejected": faults,
        }
        return Response(body, status=207 if faults else 200)


def _campaign_of(data: Any) -> Campaign:
    """Return the campaign that a body names. Errors: Invalid."""
    number: Any = data.get("campaign") if isinstance(data, Mapping) else None
    is_number = isinstance(number, int) and not isinstance(number, bool)
    row = None
    if is_number and 0 < number < 2**53:
        row = Campaign.objects.filter(pk=number).first()
    if row is None:
        text = _("“campaign” is the number of a campaign.")
        raise Invalid("no_campaign", text, where={"field": "campaign"})
    return row


def read_rows(
    data: Any,
) -> tuple[list[tuple[int, ParticipantRow]], list[dict[str, Any]]]:
    """Return the rows that can be read, each with its place, and the faults of
    the others.

    Errors: Invalid if there is no list of rows.
    """
    given = rows_in(data, "participants")
    if given is None or not 1 <= len(given) <= MAX_ROWS:
        text = _("“participants” is a list of 1 to %(most)s rows.")
        raise Invalid("no_participants", text % {"most": MAX_ROWS})
    rows = []
    faults = []
    for line, one in enumerate(given, start=1):
        serializer = ParticipantRowSerializer(data=one)
        if not serializer.is_valid():
            for field, texts in serializer.errors.items():
                text = " ".join(map(str, texts))
                faults.append(_fault(line, str(field), text))
            continue
        values = dict(serializer.validated_data)
        identity = values.pop("identity")
        found, _unknown = members_named([identity])
        if identity in found:
            row = ParticipantRow(member_id=found[identity], **values)
            rows.append((line, row))
        else:
            text = _("Nobody is known under this name.")
            faults.append(_fault(line, "identity", text))
    return rows, faults


def _fault(line: int, field: str, text: str) -> dict[str, Any]:
    return {"line": line, "field": field, "message": text}


class WorkApi(ReadApi):
    """Posts that belong to campaigns."""

    access = WRITERS

    queryset = CampaignWork.objects.all()
    serializer_class = WorkSerializer
    filterset_class = WorkApiFilter
    sort_fields = ("linked_at",)

    @extend_schema(request=WorkSerializer, responses={201: WorkSerializer})
    def create(self, request: Request) -> Response:
        """Make a post a work of a campaign. 409 if it is one already."""
        serializer = WorkSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        named = serializer.validated_data
        row = link_work(
            campaign_id=named["campaign"].pk,
            post_id=named["post"].pk,
            user=request.user,
            now=timezone.now(),
        )
        return Response(WorkSerializer(row).data, status=201)


class CostApi(ReadApi):
    """What campaigns cost, in yuan."""

    access = WRITERS

    queryset = CostLine.objects.all()
    serializer_class = CostSerializer
    filterset_class = CostApiFilter
    sort_fields = ("spent_on", "entered_at")

    @extend_schema(
        request=CostSerializer,
        responses={200: CostSerializer, 201: CostSerializer},
    )
    def create(self, request: Request) -> Response:
        """Add a cost line to a campaign. 200 if it was sent before with the
        same `external_id`.
        """
        serializer = CostSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = CostLine(**serializer.validated_data)
        try:
            row = add_cost(row=sent, user=request.user, now=timezone.now())
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        status = 201 if row is sent else 200
        return Response(CostSerializer(row).data, status=status)


class FindingApi(ReadApi):
    """What testers found in calls."""

    access = WRITERS

    queryset = CallFinding.objects.filter(member__merged_into__isnull=True)
    serializer_class = FindingSerializer
    filterset_class = FindingApiFilter
    sort_fields = ("found_on",)

    @extend_schema(
        request=FindingSerializer,
        responses={200: FindingSerializer, 201: FindingSerializer},
    )
    def create(self, request: Request) -> Response:
        """Add what a tester found in a call. 200 if it was sent before with
        the same `external_id`.
        """
        serializer = FindingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        sent = CallFinding(**serializer.validated_data)
        try:
            row = add_finding(row=sent, user=request.user, now=timezone.now())
        except ValidationError as error:
            raise exceptions.ValidationError(error.message_dict) from error
        status = 201 if row is sent else 200
        return Response(FindingSerializer(row).data, status=status)
