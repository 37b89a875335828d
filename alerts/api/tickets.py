"""The engineering system by REST: sheets of issues, tickets and their answers."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from alerts.filters.tickets import TicketApiFilter
from alerts.models import EngineeringTicket, Issue
from alerts.selectors.engineering_sheet import EngineeringSheet, read_sheet
from alerts.serializers.tickets import (
    SheetSerializer,
    TicketOutcomeSerializer,
    TicketPushSerializer,
    TicketRowSerializer,
    TicketSerializer,
)
from alerts.services.sheet_handover import hand_over_vins
from alerts.services.ticket_rows import receive_ticket
from alerts.services.tickets import NewAnswer
from common.api.bodies import bulk_body
from common.api.parsing import BULK_PARSERS, UnreadableLine, rows_in
from common.api.viewsets import KnownParameters, ReadApi
from common.errors import DomainError, Invalid, NotFound, TooLarge
from common.security.access import DATA, EDITORS, STAFF, Access
from common.security.masking import show_in_full

MAX_ROWS = 200
NON_FIELD = api_settings.NON_FIELD_ERRORS_KEY


class TicketApi(ReadApi):
    """Engineering tickets: read one by one or in lists, sent in bulk."""

    access = Access(
        read=STAFF,
        write=EDITORS | DATA,
        read_scope="engineering:read",
        write_scope="tickets:write",
    )

    queryset = EngineeringTicket.objects.select_related(
        "issue",
    ).prefetch_related("answers")
    serializer_class = TicketSerializer
    filterset_class = TicketApiFilter
    sort_fields = ("opened_at", "answered_at")
    parser_classes = BULK_PARSERS

    @extend_schema(
        request=bulk_body(TicketPushSerializer),
        responses={200: TicketOutcomeSerializer, 207: TicketOutcomeSerializer},
    )
    def upsert(self, request: Request) -> Response:
        """Create or change up to 200 tickets by `system` and `number`, and add
        answers by their `external_id`; sent again, nothing changes. 207 when
        some rows were refused.
        """
        rows = rows_in(request.data, "tickets")
        if not rows:
            raise Invalid("no_tickets", _("“tickets” is a list of tickets."))
        if len(rows) > MAX_ROWS:
            message = _("At most %(most)s rows at once.") % {"most": MAX_ROWS}
            raise TooLarge("too_many_rows", message)
        taken: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for line, row in enumerate(rows, start=1):
            _take(line, row, request.user, taken, errors)
        counts = dict.fromkeys(("created", "changed", "unchanged"), 0)
        for one in taken:
            counts[one["status"]] += 1
        rejected = len({error["line"] for error in errors})
        body = {**counts, "rejected": rejected, "rows": taken}
        return Response(
            {**body, "errors": errors},
            status=207 if errors else 200,
        )


def _take(
    line: int,
    row: Any,
    user: Any,
    taken: list[dict[str, Any]],
    errors: list[dict[str, Any]],
) -> None:
    """Take a row, or add why it was refused to the errors."""
    if isinstance(row, UnreadableLine):
        message = _("The line is not valid JSON.")
        errors.append(_fault(line, "", "bad_json", message))
        return
    serializer = TicketRowSerializer(data=row)
    if not serializer.is_valid():
        for field, text in _texts(serializer.errors):
            errors.append(_fault(line, field, "invalid", text))
        return
    values = dict(serializer.validated_data)
    answers = [NewAnswer(**one) for one in values.pop("answers", [])]
    try:
        change = receive_ticket(
            issue_id=values.pop("issue_id"),
            system=values.pop("system"),
            number=values.pop("number"),
            values=values,
            answers=answers,
            user=user,
            now=timezone.now(),
        )
    except DomainError as error:
        errors.append(_fault(line, "", error.code, str(error.message)))
        return
    issue = Issue.objects.get(pk=change.ticket.issue_id)
    taken.append(
        {
            "line": line,
            "ticket_id": change.ticket.pk,
            "status": change.status,
            "new_answers": change.answers,
            "issue_state": issue.state,
        },
    )


def _texts(errors: Any, path: str = "") -> list[tuple[str, str]]:
    """Return the errors of a row, those of its answers too, with their fields."""
    if not isinstance(errors, dict):
        return [(path, str(text)) for text in errors]
    found = []
    for name, inner in errors.items():
        if name == NON_FIELD:
            place = path
        elif isinstance(name, int):
            place = f"{path}[{name}]"
        else:
            place = f"{path}.{name}" if path else str(name)
        found += _texts(inner, place)
    return found


def _fault(line: int, field: str, code: str, message: str) -> dict[str, Any]:
    return {"line": line, "field": field, "code": code, "message": message}


class EngineeringSheetApi(KnownParameters, APIView):
    """The engineering sheet of an issue."""

    access = Access(read=EDITORS | DATA, read_scope="engineering:read")

    @extend_schema(responses=SheetSerializer)
    def get(self, request: Request, issue_id: int) -> Response:
        """Return the sheet of an issue, or of the one it was merged into."""
        issues = Issue.objects.with_report_counts()
        issue = issues.filter(pk=issue_id).first()
        if issue is not None and issue.merged_into_id:
            issue = issues.filter(pk=issue.merged_into_id).first()
        if issue is None:
            raise NotFound("no_such_issue", _("There is no such issue."))
        sheet = read_sheet(issue, now=timezone.now())
        show_in_full(request, *hand_over_vins(sheet, form="api"))
        return Response(SheetSerializer(_as_json(sheet)).data)


def _as_json(sheet: EngineeringSheet) -> dict[str, Any]:
    issue = sheet.issue
    facts = []
    for fact in sheet.facts:
        named = [{"name": name, "count": n} for name, n in fact.values]
        facts.append({**vars(fact), "values": named})
    comparisons = []
    for one in sheet.comparisons:
        groups = [group._asdict() for group in one.groups]
        comparisons.append({**vars(one), "groups": groups})
    weeks = []
    for week, new, total in sheet.weeks:
        weeks.append({"week": week, "new_owners": new, "owners": total})
    vins = []
    for vin, model, version in sheet.vins:
        vins.append({"vin": vin, "model": model, "version": version})
    return {
        "issue_id": issue.pk,
        "issue_number": issue.number,
        "name": sheet.name,
        "state": issue.state,
        "made_at": sheet.made_at,
        "reporter_count": issue.reporter_count,
        "post_count": issue.post_count,
        "facts": facts,
        "comparisons": comparisons,
        "weeks": weeks,
        "reports": [vars(words) for words in sheet.reports],
        "vins": vins,
        "cars_with_vin": sheet.cars_with_vin,
    }
