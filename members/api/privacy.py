"""Consents, and what is stored of a person, for other systems."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.parsing import rows_in
from common.api.viewsets import KnownParameters, ReadApi
from common.audit.units import record
from common.errors import Invalid
from common.models import AuditRecord
from common.security.access import ADMIN, DATA, EDITORS, STAFF, Access
from common.security.masking import leave_unmasked
from members.filters import ConsentApiFilter
from members.models import Member, MemberConsent
from members.selectors.consents import ConsentRow, outdated_text
from members.selectors.identities import members_named
from members.selectors.personal_rows import export_person
from members.selectors.persons import records_of_person
from members.serializers import (
    ConsentOutcomeSerializer,
    ConsentPushSerializer,
    ConsentRowSerializer,
    ConsentSerializer,
    ErasureRequestSerializer,
    ErasureSerializer,
    PersonalDataSerializer,
)
from members.services.consents import record_consents
from members.services.erasures import request_erasure

MAX_ROWS = 1000
ADMINS = frozenset({ADMIN})


class ConsentApi(ReadApi):
    """What members agreed to or withdrew, purpose by purpose; rows are only added."""

    access = Access(
        read=STAFF,
        write=EDITORS | DATA,
        read_scope="consents:read",
        write_scope="consents:write",
    )

    queryset = MemberConsent.objects.order_by("pk")
    serializer_class = ConsentSerializer
    filterset_class = ConsentApiFilter
    sort_fields = ("recorded_at",)

    @extend_schema(
        request=ConsentPushSerializer,
        responses={
            200: ConsentOutcomeSerializer,
            207: ConsentOutcomeSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Record up to 1,000 consents. What a member said already changes nothing;
        what contradicts a later day is rejected.
        """
        lines, rows, faults = read_consent_rows(request.data)
        outcome = record_consents(
            rows=rows,
            via=MemberConsent.Via.API,
            user=request.user,
            now=timezone.now(),
        )
        for position in outcome.outdated:
            fault = {
                "line": lines[position],
                "field": "said_on",
                "message": outdated_text(),
            }
            faults.append(fault)
        body = {
            "recorded": outcome.recorded,
            "unchanged": outcome.unchanged,
            "rejected": sorted(faults, key=itemgetter("line")),
        }
        return Response(body, status=207 if faults else 200)


def read_consent_rows(
    data: Any,
) -> tuple[list[int], list[ConsentRow], list[dict[str, Any]]]:
    """Return the lines of the rows that can be read, these rows, and the faults
    of the others.

    Errors: Invalid if there is no list of rows.
    """
    given = rows_in(data, "consents")
    if given is None or not 1 <= len(given) <= MAX_ROWS:
        message = _("“consents” is a list of 1 to %(most)s rows.")
        raise Invalid("no_consents", message % {"most": MAX_ROWS})
    lines = []
    rows = []
    faults = []
    for line, one in enumerate(given, start=1):
        serializer = ConsentRowSerializer(data=one)
        if not serializer.is_valid():
            faults += _faults_of(line, serializer.errors)
            continue
        values = dict(serializer.validated_data)
        identity = values.pop("identity")
        found, _unknown = members_named([identity])
        if identity in found:
            lines.append(line)
            rows.append(ConsentRow(member_id=found[identity], **values))
        else:
            message = _("Nobody is known under this name.")
            faults.append(
                {"line": line, "field": "identity", "message": message},
            )
    return lines, rows, faults


class PersonalDataApi(KnownParameters, APIView):
    """All that is stored of a person, over all records that were merged into one."""

    access = Access(read=ADMINS, read_scope="personal_data:read")

    @extend_schema(responses={200: PersonalDataSerializer})
    def get(self, request: Request, member_id: int) -> Response:
        member = get_object_or_404(Member, pk=member_id)
        numbers = records_of_person(member.pk)
        record(AuditRecord.Act.EXPORT, of=member, changes={"format": "api"})
        rows = [
            {"of": label, "values": values}
            for label, values in export_person(numbers)
        ]
        leave_unmasked(request)
        return Response({"members": numbers, "rows": rows})


class ErasureApi(KnownParameters, APIView):
    """Erases a person; a job does it."""

    access = Access(
        read=ADMINS,
        write=ADMINS,
        read_scope="personal_data:erase",
        write_scope="personal_data:erase",
    )

    @extend_schema(responses={200: ErasureSerializer})
    def get(self, request: Request, member_id: int) -> Response:
        """How far the erasure of a person is, and what was removed."""
        member = get_object_or_404(Member, pk=member_id)
        row = get_object_or_404(member.erasures.order_by("-pk")[:1])
        return Response(ErasureSerializer(row).data)

    @extend_schema(
        request=ErasureRequestSerializer,
        responses={202: ErasureSerializer},
    )
    def post(self, request: Request, member_id: int) -> Response:
        """Erase a person. 409 if they are erased already, or being erased."""
        serializer = ErasureRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row = request_erasure(
            member_id=member_id,
            user=request.user,
            now=timezone.now(),
            **serializer.validated_data,
        )
        return Response(ErasureSerializer(row).data, status=202)


def _faults_of(line: int, errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    faults = []
    for field, texts in errors.items():
        for text in texts:
            fault = {"line": line, "field": field, "message": str(text)}
            faults.append(fault)
    return faults
