"""What every request passes: readable, in the reader's time zone, and allowed by the access table."""

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.access import may
from common.problems import refusal


class RefuseUnreadableRequestMiddleware:
    """A NUL byte in path, query or cookie is refused with 400 before any database sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        told = (request.path, query.replace("%00", "\x00"), *request.COOKIES.values())
        if any("\x00" in text for text in told):
            return refusal(request, 400, "unreadable", "The address holds a NUL byte. 地址中含有空字符。")
        return self.get_response(request)


class DisplayTimeZoneMiddleware:
    """Times are shown in the zone the reader chose, else in the business time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get("kocops_time_zone")
        known = chosen if chosen in settings.DISPLAY_TIME_ZONES else settings.BUSINESS_TIME_ZONE
        with timezone.override(zoneinfo.ZoneInfo(known)):
            return self.get_response(request)


class AccessMiddleware:
    """Pages answer only to the roles that the access table names; the API checks the same table itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name.startswith("api:") or (name.startswith("admin:") and not request.user.is_authenticated):
            return None
        if may(request.user, name, request.method or "GET"):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied
