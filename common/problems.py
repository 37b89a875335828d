"""Every refusal of the API as a problem (RFC 9457): what was wrong, where, and with the right status."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from common.errors import ReaderError

PROBLEM = "application/problem+json"


def problem(status: int, code: str, detail: str, *, errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the body of an RFC 9457 problem."""
    body: dict[str, Any] = {
        "type": f"urn:kocops:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return body


def refusal(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """Return a refusal made before any view: a problem to the API, plain text to a browser."""
    if request.path.startswith("/api/"):
        return JsonResponse(problem(status, code, detail), status=status, content_type=PROBLEM)
    return HttpResponse(f"{status}: {detail}\n", status=status, content_type="text/plain; charset=utf-8")


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer every refusal as a problem in JSON; what is not a refusal stays an error of ours."""
    # A view of pages or YAML would render the problem as nothing or as YAML.
    context["request"].accepted_renderer = JSONRenderer()
    context["request"].accepted_media_type = JSONRenderer.media_type
    if isinstance(error, ReaderError):
        body = problem(error.status, error.code, str(error.message))
        return Response(body, status=error.status, content_type=PROBLEM)
    response = exception_handler(error, context)
    if response is None:
        return None
    code, detail, errors = _told(error, response.data)
    response.data = problem(response.status_code, code, detail, errors=errors)
    response.content_type = PROBLEM
    return response


def _told(error: Exception, data: Any) -> tuple[str, str, list[dict[str, Any]]]:
    if isinstance(error, exceptions.ValidationError):
        fields = data if isinstance(data, dict) else {"": data}
        errors = [
            {"field": name, "message": str(text)}
            for name, texts in fields.items()
            for text in (texts if isinstance(texts, list) else [texts])
        ]
        return "invalid", _("Some values are not valid."), errors
    if isinstance(error, Http404 | PermissionDenied):
        code = "not_found" if isinstance(error, Http404) else "permission_denied"
        return code, str(data.get("detail", "")), []
    code = getattr(error, "default_code", "error")
    return str(code), str(data.get("detail", "") if isinstance(data, dict) else data), []
