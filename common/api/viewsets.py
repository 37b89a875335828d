"""Base views of the API."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, viewsets
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from common.api.columns import READING_ACTIONS, ChosenColumns
from common.api.problems import PROBLEM, problem

SHOWN_CHARACTERS = 60


class UnknownParameter(exceptions.ValidationError):
    """A parameter that this address does not know. Ignoring it would return
    more rows than were asked for.
    """

    default_code = "unknown_parameter"
    summary = gettext_lazy("The address has parameters that it does not know.")

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        names = ", ".join(sorted(known)) or _("none")
        text = _("There is no such parameter here. Known are: %(names)s.")
        message = text % {"names": names}
        super().__init__(
            {name[:SHOWN_CHARACTERS]: [message] for name in sorted(unknown)},
        )


class KnownParameters:
    """Refuses query parameters that the address does not know.

    Every address knows those in `query_parameters`, a list also those of its
    filters and its paging, a list and a row those that choose columns, and a
    request that creates rows those in `create_parameters`.
    """

    query_parameters: tuple[str, ...] = ()
    create_parameters: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        known = self.known_parameters()
        accepted = known | {api_settings.URL_FORMAT_OVERRIDE}
        unknown = set(request.query_params) - accepted
        if unknown and request.method != "OPTIONS":
            raise UnknownParameter(unknown, known)

    def known_parameters(self) -> frozenset[str]:
        """Return the query parameters that the requested action knows."""
        known = frozenset(self.query_parameters)
        action = getattr(self, "action", "")
        if action in READING_ACTIONS and isinstance(self, ChosenColumns):
            known |= self.column_parameter_names()
        if action == "create":
            return known.union(self.create_parameters)
        if action != "list":
            return known
        filterset = getattr(self, "filterset_class", None)
        if filterset is not None:
            known = known.union(filterset.base_filters)
        paginator = getattr(self, "paginator", None)
        if paginator is not None:
            known = known.union(paginator.query_parameters)
        return known


class ReadApi(ChosenColumns, KnownParameters, viewsets.ReadOnlyModelViewSet):
    """List and detail of rows: declare `queryset`, `serializer_class`,
    `filterset_class`, and in `sort_fields` by what the list can be sorted.
    """

    lookup_value_regex = r"\d{1,18}"

    def retrieve(
        self,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> Response:
        """Return a row, with the moment of its last change as far as it is kept."""
        response: Response = super().retrieve(request, *args, **kwargs)
        changed_at = response.data.get("updated_at")
        moment = parse_datetime(changed_at) if changed_at else None
        if moment is not None:
            response["Last-Modified"] = http_date(moment.timestamp())
        return response


class AnyAccept(DefaultContentNegotiation):
    """For answers whose form a parameter chooses: any `Accept` is answered."""

    def select_renderer(
        self,
        request: Request,
        renderers: Any,
        format_suffix: str | None = None,
    ) -> Any:
        return renderers[0], renderers[0].media_type


@csrf_exempt
@login_not_required
def api_not_found(request: HttpRequest, rest: str = "") -> JsonResponse:
    """Answer an API address that does not exist with a problem, not with a page."""
    body = problem(404, "not_found", _("There is nothing at this address."))
    return JsonResponse(body, status=404, content_type=PROBLEM)
