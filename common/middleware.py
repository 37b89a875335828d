"""Checks of every request (readable, allowed by the access table) and headers
of every answer.
"""

import logging
import time
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from common.api.problems import (
    missing_service,
    refusal,
    status_of,
    unavailable,
)
from common.audit.actors import acting_as, of_request
from common.errors import DomainError
from common.metrics.requests import count_request
from common.security.access import (
    ANYONE,
    SAFE_METHODS,
    access_of,
    may,
    roles_of,
)

logger = logging.getLogger(__name__)


class RequestCountMiddleware:
    """Counts every answer by class, status and duration for /metrics, and logs
    it at INFO by the name of its view: a path may name a person.
    """

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        count_request(request.path, response.status_code, seconds)
        answer = {
            "route": _view_name(request),
            "method": request.method,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
        }
        logger.info("answered", extra=answer)
        return response


class RefuseUnreadableRequestMiddleware:
    """Refuses a NUL byte in path, query or cookie with 400, before any database sees it."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        query = query.replace("%00", "\x00")
        texts = (request.path, query, *request.COOKIES.values())
        if "\x00" in "".join(texts):
            return refusal(
                request,
                400,
                "unreadable",
                "The address holds a NUL byte. 地址中含有空字符。",
            )
        return self.get_response(request)


class PrivateAnswersMiddleware:
    """Keeps browsers and proxies from caching answers whose address is not open to anyone."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if ANYONE not in access_of(_view_name(request)).read:
            patch_cache_control(response, private=True, no_store=True)
        return response


class UnavailableMiddleware:
    """Answers 503 while the database is away; views that need none go on working.

    The account is read here, before the other checks of a page, which would answer 500.
    """

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Any,
        args: Any,
        kwargs: Any,
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        try:
            roles_of(request.user)
        except DatabaseError as error:
            return self.process_exception(request, error)
        return None

    def process_exception(
        self,
        request: HttpRequest,
        exception: Exception,
    ) -> HttpResponse | None:
        code = missing_service(exception)
        return unavailable(request, code) if code else None


class LoginMiddleware(LoginRequiredMiddleware):
    """Requires a login; a view that is open to anyone does not even read the
    account, so that health checks need no database.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Any,
        view_args: Any,
        view_kwargs: Any,
    ) -> Any:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ActorMiddleware:
    """Lets the audit log know who sent the request."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(lambda: of_request(request)):
            return self.get_response(request)


class DisplayTimeZoneMiddleware:
    """Shows times in the zone that the reader chose, else in the business time zone."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request.COOKIES.get("kocops_time_zone", "")
        if name not in settings.DISPLAY_TIME_ZONES:
            name = settings.BUSINESS_TIME_ZONE
        with timezone.override(zoneinfo.ZoneInfo(name)):
            return self.get_response(request)


class LastWriteMiddleware:
    """Keeps in a cookie when the reader last wrote something, so that they are
    shown nothing older.
    """

    COOKIE = "kocops_wrote"

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = not request.path.startswith(("/api/", "/hooks/"))
        if request.method not in SAFE_METHODS and is_page:
            wrote = str(time.time_ns())
            response.set_cookie(
                self.COOKIE,
                wrote,
                max_age=3600,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
        return response


class AccessMiddleware:
    """Refuses pages to roles that the access table does not name; the API
    checks the same table itself.
    """

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Any,
        args: Any,
        kwargs: Any,
    ) -> HttpResponse | None:
        name = _view_name(request)
        if name.startswith("api:"):
            return None
        if name.startswith("admin:") and not request.user.is_authenticated:
            return None
        # For a view that is open to anyone, the account is not read.
        if may(request.user, name, request.method or "GET"):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


class RefusalMiddleware:
    """Answers a domain error that no view has handled with a page or problem of its status."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self,
        request: HttpRequest,
        exception: Exception,
    ) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = status_of(exception)
        if request.path.startswith("/api/"):
            text = str(exception.message)
            return refusal(request, status, exception.code, text)
        context = {"error": exception}
        return render(request, "refused.html", context, status=status)


def _view_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""
