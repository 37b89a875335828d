"""The API's base views."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import viewsets

from common.problems import PROBLEM, problem


class ReadApi(viewsets.ReadOnlyModelViewSet):
    """List and detail of rows: declare `queryset`, `serializer_class`, `filterset_class`."""

    lookup_value_regex = r"\d{1,18}"


@csrf_exempt
@login_not_required
def api_not_found(request: HttpRequest, rest: str = "") -> JsonResponse:
    """Answer an API address that does not exist with a problem, not with a page."""
    body = problem(404, "not_found", _("There is nothing at this address."))
    return JsonResponse(body, status=404, content_type=PROBLEM)
