from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api import ReadApi
from common.errors import ReaderError
from members.filters import MemberFilter
from members.models import Member, MemberTag
from members.serializers import MemberSerializer, TagOutcomeSerializer, TagPushSerializer, TagRowSerializer
from members.services.tag_push import TagRow, push_tags

MOST_TAGS = 1000


class MemberApi(ReadApi):
    """Members as staff know them; personal data (VIN, contact notes) is not here."""

    queryset = Member.objects.living().prefetch_related(
        "identities",
        "vehicles",
        Prefetch("tags", MemberTag.objects.filter(is_rejected=False), to_attr="kept_tags"),
    )
    serializer_class, filterset_class = MemberSerializer, MemberFilter


class MemberTagApi(APIView):
    """Interest tags as another system computes them; sent twice they change nothing, and what staff decided stays."""

    @extend_schema(request=TagPushSerializer, responses={200: TagOutcomeSerializer, 207: TagOutcomeSerializer})
    def put(self, request: Request) -> Response:
        rows, faults = read_tag_rows(request.data)
        outcome = push_tags(rows=rows)
        unknown = _("Nobody is known under this name.")
        faults += [{"line": line, "field": "identity", "message": unknown} for line in outcome.unknown]
        told = {**outcome._asdict(), "rejected": sorted(faults, key=lambda fault: fault["line"])}
        told.pop("unknown")
        return Response(told, status=207 if faults else 200)


def read_tag_rows(data: Any) -> tuple[list[TagRow], list[dict[str, Any]]]:
    """Return the rows that can be meant, and of the others line, field and what is wrong. Errors: ReaderError."""
    given = data.get("tags") if isinstance(data, dict) else None
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_TAGS:
        raise ReaderError("no_tags", _("“tags” is a list of 1 to %(most)s rows.") % {"most": MOST_TAGS})
    rows, faults = [], []
    for line, one in enumerate(given, start=1):
        row = TagRowSerializer(data=one)
        if row.is_valid():
            rows.append(TagRow(line, **{"member_id": None, "identity": "", **row.validated_data}))
        else:
            told = [(field, str(text)) for field, texts in row.errors.items() for text in texts]
            faults += [{"line": line, "field": field, "message": text} for field, text in told]
    return rows, faults
