"""Errors of the API as problems (RFC 9457): what was wrong, where, and with
which status.
"""

import sqlite3
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from common.api.request_ids import NO_REQUEST, current_request_id
from common.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unprocessable,
)

PROBLEM = "application/problem+json"
SECONDS_TO_WAIT = "10"


HTTP_STATUS: dict[type[DomainError], int] = {
    Invalid: 400,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    TooLarge: 413,
    Unprocessable: 422,
    TooMany: 429,
}


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a domain error: that of its nearest class in HTTP_STATUS."""
    for kind in type(error).__mro__:
        if kind in HTTP_STATUS:
            return HTTP_STATUS[kind]
    raise TypeError(f"{type(error).__name__} has no status in HTTP_STATUS")


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return the body of an RFC 9457 problem."""
    body: dict[str, Any] = {
        "type": f"urn:kocops:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
    }
    request_id = current_request_id()
    if request_id != NO_REQUEST:
        body["request_id"] = request_id
    if errors:
        body["errors"] = errors
    return body


def refusal(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
) -> HttpResponse:
    """Return the answer to a request that no view has handled: a problem to the API, plain text
    to a browser.
    """
    if request.path.startswith("/api/"):
        return JsonResponse(
            problem(status, code, detail),
            status=status,
            content_type=PROBLEM,
        )
    return HttpResponse(
        f"{status}: {detail}\n",
        status=status,
        content_type="text/plain; charset=utf-8",
    )


def missing_service(error: BaseException | None) -> str:
    """Return the problem's code if the database or the cache does not answer,
    "" for any other error.
    """
    if isinstance(error, RedisError):
        return "cache_unavailable"
    if not isinstance(error, OperationalError | InterfaceError):
        return ""
    # SQLite also uses this class for a statement that it cannot run, which is an error of ours.
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return "" if code == sqlite3.SQLITE_ERROR else "database_unavailable"


def unavailable(request: HttpRequest, code: str) -> HttpResponse:
    """Return the answer while a service is away: a problem to the API, a page
    that needs no database to a browser.
    """
    if request.path.startswith("/api/"):
        text = _(
            "The database or the cache does not answer at the moment. Ask again in a minute.",
        )
        response: HttpResponse = JsonResponse(
            problem(503, code, text),
            status=503,
            content_type=PROBLEM,
        )
    else:
        page = loader.render_to_string("503.html")
        response = HttpResponse(page, status=503)
    response["Retry-After"] = SECONDS_TO_WAIT
    return response


def problem_handler(
    error: Exception,
    context: dict[str, Any],
) -> Response | None:
    """Answer an error of the request as a problem in JSON; return None for an error of ours."""
    # A view of pages or YAML would render the problem as nothing or as YAML.
    context["request"].accepted_renderer = JSONRenderer()
    context["request"].accepted_media_type = JSONRenderer.media_type
    if isinstance(error, DomainError):
        body = problem(status_of(error), error.code, str(error.message))
        return Response(body, status=status_of(error), content_type=PROBLEM)
    response = exception_handler(error, context)
    if response is None:
        return None
    code, detail, errors = _details(error, response.data)
    response.data = problem(response.status_code, code, detail, errors=errors)
    response.content_type = PROBLEM
    return response


def _details(
    error: Exception,
    data: Any,
) -> tuple[str, str, list[dict[str, Any]]]:
    if isinstance(error, exceptions.ValidationError):
        fields = data if isinstance(data, dict) else {"": data}
        errors = []
        for name, texts in fields.items():
            for text in texts if isinstance(texts, list) else [texts]:
                errors.append({"field": name, "message": str(text)})
        summary = getattr(error, "summary", _("Some values are not valid."))
        return str(error.default_code), str(summary), errors
    detail = data.get("detail", "") if isinstance(data, dict) else data
    if isinstance(error, Http404):
        code = "not_found"
    elif isinstance(error, PermissionDenied):
        code = "permission_denied"
    else:
        code = str(getattr(error, "default_code", "error"))
    return code, str(detail), []
