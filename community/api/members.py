"""Members in by REST: whole members, or only their cars or their circles."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from activity.api import read_batch
from activity.labels import fault_text
from activity.models import IngestBatch
from common.api.bodies import SOURCE_OF_LINES, bulk_body
from common.api.parsing import BULK_PARSERS
from common.api.viewsets import KnownParameters
from common.errors import Invalid, TooLarge
from common.rules.rows import RejectedDraft
from common.security.access import DATA, STAFF, Access
from community.selectors.member_tables import Reader
from community.serializers.members import (
    MemberOutcomeSerializer,
    MemberPushSerializer,
    MembershipPushSerializer,
    VehiclePushSerializer,
)
from community.services.member_jobs import delivery_of, reading_days
from community.services.member_rows import take_rows
from community.services.member_upserts import RowOrigin
from members.api import MemberApi
from members.rules.member_objects import ObjectReader
from members.services.upserts import RowOutcome

MAX_ROWS = 1000
FLAGS = {"true": True, "1": True, "false": False, "0": False}
PARAMETERS = ("source", "dry_run", "unknown_circles")
DRY_RUN = OpenApiParameter(
    "dry_run",
    bool,
    description="Store nothing; answer what would change in each row.",
)
UNKNOWN_CIRCLES = OpenApiParameter(
    "unknown_circles",
    str,
    enum=("create", "refuse"),
    description="What becomes of a row that names a circle that does not exist.",
)
ANSWERS = {200: MemberOutcomeSerializer, 207: MemberOutcomeSerializer}


class MemberUpsertApi(MemberApi):
    """Members: read one by one or in lists, sent in bulk."""

    access = Access(
        read=STAFF,
        write=DATA,
        read_scope="members:read",
        write_scope="members:write",
    )
    parser_classes = BULK_PARSERS

    def known_parameters(self) -> frozenset[str]:
        if getattr(self, "action", "") == "upsert":
            return frozenset(PARAMETERS)
        return super().known_parameters()

    @extend_schema(
        parameters=[SOURCE_OF_LINES, DRY_RUN, UNKNOWN_CIRCLES],
        request=bulk_body(MemberPushSerializer),
        responses=ANSWERS,
    )
    def upsert(self, request: Request) -> Response:
        """Create or change up to 1,000 members by `identity` (platform:id). What
        a row does not name stays; null clears; what staff have set stays and
        is kept as a conflict. 207 when some rows were refused.
        """
        return _take(request, "members", lambda reader: reader.read)


class VehicleUpsertApi(KnownParameters, APIView):
    """Create or change the cars of known members, up to 1,000 rows."""

    access = Access(write=DATA, write_scope="vehicles:write")
    parser_classes = BULK_PARSERS
    query_parameters = PARAMETERS

    @extend_schema(
        parameters=[SOURCE_OF_LINES, DRY_RUN, UNKNOWN_CIRCLES],
        request=bulk_body(VehiclePushSerializer),
        responses=ANSWERS,
    )
    def put(self, request: Request) -> Response:
        return _take(request, "vehicles", lambda reader: reader.read_vehicle)


class MembershipUpsertApi(KnownParameters, APIView):
    """Take known members into circles or out of them, up to 1,000 rows."""

    access = Access(write=DATA, write_scope="circles:write")
    parser_classes = BULK_PARSERS
    query_parameters = PARAMETERS

    @extend_schema(
        parameters=[SOURCE_OF_LINES, DRY_RUN, UNKNOWN_CIRCLES],
        request=bulk_body(MembershipPushSerializer),
        responses=ANSWERS,
    )
    def put(self, request: Request) -> Response:
        return _take(
            request,
            "memberships",
            lambda reader: reader.read_membership,
        )


def _take(request: Request, name: str, reader_of: Any) -> Response:
    """Take the rows of a request, or answer what would change, in the rows' order."""
    source, rows = read_batch(request, name)
    if len(rows) > MAX_ROWS:
        message = _("At most %(most)s rows at once.") % {"most": MAX_ROWS}
        raise TooLarge("too_many_rows", message)
    now = timezone.now()
    delivery = delivery_of(
        source,
        now,
        makes_circles=_choice(request, "unknown_circles", "create")
        == "create",
    )
    reader: Reader = reader_of(ObjectReader(reading_days(source, now)))
    batch, outcomes, rejected = take_rows(
        source=source,
        rows=list(enumerate(rows, start=1)),
        read=reader,
        delivery=delivery,
        clock=timezone.now,
        user=request.user,
        dry_run=_is_dry_run(request),
    )
    body = _answer(batch, outcomes, rejected, delivery)
    return Response(body, status=207 if rejected else 200)


def _is_dry_run(request: Request) -> bool:
    text = request.query_params.get("dry_run", "false").lower()
    if text not in FLAGS:
        raise Invalid("bad_parameter", _("dry_run is true or false."))
    return FLAGS[text]


def _choice(request: Request, name: str, default: str) -> str:
    value = request.query_params.get(name, default)
    if value not in ("create", "refuse"):
        message = _("%(name)s is create or refuse.") % {"name": name}
        raise Invalid("bad_parameter", message)
    return value


def _answer(
    batch: IngestBatch | None,
    outcomes: list[RowOutcome],
    rejected: list[RejectedDraft],
    delivery: RowOrigin,
) -> dict[str, Any]:
    counts = dict.fromkeys(("created", "changed", "unchanged", "conflict"), 0)
    rows = []
    for outcome in outcomes:
        counts[outcome.status] += 1
        rows.append(_row(outcome))
    return {
        "batch": batch.pk if batch else None,
        **counts,
        "rejected": len(rejected),
        "rows": rows,
        "errors": [error for row in rejected for error in _errors(row)],
    }


def _row(outcome: RowOutcome) -> dict[str, Any]:
    return {
        "line": outcome.draft.line,
        "identity": outcome.draft.key,
        "status": outcome.status,
        "member_id": outcome.member_id,
        "changes": [change._asdict() for change in outcome.changes],
        "conflicts": [change.field for change in outcome.conflicts],
        "maybe_same_as": list(outcome.alike),
    }


def _errors(row: RejectedDraft) -> list[dict[str, Any]]:
    errors = []
    for fault in row.faults:
        texts = fault.as_texts()
        message = fault_text(fault.code)
        errors.append({"line": row.line, **texts, "message": message})
    return errors
