from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.bodies import bulk_body
from common.api.parsing import BULK_PARSERS, UnreadableLine, rows_in
from common.api.viewsets import KnownParameters, ReadApi
from common.errors import Invalid
from common.security.access import DATA, EDITORS, STAFF, Access
from members.filters import MemberApiFilter
from members.models import Member, MemberTag
from members.serializers import (
    MemberSerializer,
    TagOutcomeSerializer,
    TagPushSerializer,
    TagRowSerializer,
)
from members.services.tag_push import TagRow, push_tags

MAX_TAGS = 1000


class MemberApi(ReadApi):
    """Members as staff know them; personal data (VIN, contact notes) is not here."""

    access = Access(read=STAFF, read_scope="members:read")

    queryset = Member.objects.unmerged().prefetch_related(
        "identities",
        "contacts",
        "vehicles__software",
        Prefetch(
            "tags",
            MemberTag.objects.filter(is_rejected=False),
            to_attr="kept_tags",
        ),
    )
    serializer_class = MemberSerializer
    filterset_class = MemberApiFilter
    sort_fields = ("nickname", "joined_on", "city", "created_at", "updated_at")


class MemberTagApi(KnownParameters, APIView):
    """Interest tags as another system computes them. Sent twice, they change
    nothing; what staff decided stays.
    """

    access = Access(write=EDITORS | DATA, write_scope="tags:write")

    parser_classes = BULK_PARSERS

    @extend_schema(
        request=bulk_body(TagPushSerializer),
        responses={200: TagOutcomeSerializer, 207: TagOutcomeSerializer},
    )
    def put(self, request: Request) -> Response:
        rows, faults = read_tag_rows(request.data)
        outcome = push_tags(rows=rows)
        for line in outcome.unknown:
            message = _("Nobody is known under this name.")
            faults.append(_fault(line, "identity", message))
        body = {
            "changed": outcome.changed,
            "unchanged": outcome.unchanged,
            "decided_by_staff": outcome.decided_by_staff,
            "rejected": sorted(faults, key=lambda fault: fault["line"]),
        }
        return Response(body, status=207 if faults else 200)


def read_tag_rows(data: Any) -> tuple[list[TagRow], list[dict[str, Any]]]:
    """Return the rows that can be read, and the faults of the others.

    Errors: Invalid if there is no list of rows.
    """
    given = rows_in(data, "tags")
    if given is None or not 1 <= len(given) <= MAX_TAGS:
        message = _("“tags” is a list of 1 to %(most)s rows.")
        raise Invalid("no_tags", message % {"most": MAX_TAGS})
    rows = []
    faults = []
    for line, one in enumerate(given, start=1):
        if isinstance(one, UnreadableLine):
            faults.append(_fault(line, "", _("The line is not valid JSON.")))
            continue
        serializer = TagRowSerializer(data=one)
        if serializer.is_valid():
            rows.append(_tag_row(line, serializer.validated_data))
        else:
            faults += _faults_of(line, serializer.errors)
    return rows, faults


def _tag_row(line: int, values: dict[str, Any]) -> TagRow:
    return TagRow(
        line=line,
        member_id=values.get("member_id"),
        identity=values.get("identity", ""),
        name=values["name"],
        weight=values["weight"],
    )


def _faults_of(line: int, errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    faults = []
    for field, texts in errors.items():
        for text in texts:
            faults.append(_fault(line, field, str(text)))
    return faults


def _fault(line: int, field: str, message: str) -> dict[str, Any]:
    return {"line": line, "field": field, "message": message}
