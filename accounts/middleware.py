"""What a session must have beside a login: recent use, a second factor, a recent confirmation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access import (
    CONFIRMED_EXPORTS,
    CONFIRMED_PAGES,
    CONFIRMED_WRITES,
    WITHOUT_FACTOR,
)
from accounts.selectors.second_factor import (
    factors_of,
    must_have_second_factor,
)
from accounts.sessions import note_use
from common.api.problems import refusal

HAS_FACTOR = "has_second_factor"


class SessionMiddleware:
    """Notes that a session is used, and sends accounts that must have a
    second factor to the page where they set it up.
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
        if not _reads_session(request, view, name):
            return None
        if not request.user.is_authenticated:
            return None
        note_use(request, timezone.now())
        if name in WITHOUT_FACTOR or not _lacks_factor(request):
            return None
        if name.startswith("api:"):
            text = _(
                "Set up your second factor first, on the page of your account."
            )
            return refusal(request, 403, "second_factor_needed", text)
        messages.warning(
            request,
            _(
                "Your position needs a second factor. Set it up now; it takes two minutes."
            ),
        )
        return redirect("mfa_activate_totp")


def _reads_session(request: HttpRequest, view: Any, name: str) -> bool:
    """Tell whether a session matters: for pages that are not open to anyone,
    and for the API if it is asked with a session and not with a token.
    """
    if name.startswith("api:"):
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        return has_session and "Authorization" not in request.headers
    return bool(getattr(view, "login_required", True))


def _lacks_factor(request: HttpRequest) -> bool:
    """Tell whether the account must have a second factor and has none; that
    it has one is kept with the session.
    """
    if request.session.get(HAS_FACTOR) or not must_have_second_factor(
        request.user
    ):
        return False
    if not _signed_on(request) and not factors_of(request.user).exists():
        return True
    request.session[HAS_FACTOR] = True
    return False


def _signed_on(request: HttpRequest) -> bool:
    """Tell whether the sign-on counts as a second factor, and was used."""
    if not settings.OIDC_SECOND_FACTOR:
        return False
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "socialaccount" for one in records)


class ConfirmationMiddleware:
    """Lets people confirm who they are before acts that must not be done at
    somebody else's open desk.
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
        if not _needs_confirmation(request) or _has_confirmed(request):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        if methods:
            asked: HttpResponse = reauthentication.suspend_request(
                request,
                methods[0]["url"],
            )
            return asked
        messages.warning(
            request, _("Log in again to go on: this needs a recent login.")
        )
        return log_in_again(request.get_full_path())


def log_in_again(path: str) -> HttpResponse:
    """Lead to the login page, which a person who is logged in sees as well."""
    query = urlencode({"again": "1", "next": path})
    return redirect(f"{reverse('login')}?{query}")


def _needs_confirmation(request: HttpRequest) -> bool:
    name = _view_name(request)
    if name in CONFIRMED_PAGES:
        return True
    if request.method == "POST":
        return name in CONFIRMED_WRITES
    return name in CONFIRMED_EXPORTS and bool(request.GET.get("export"))


def _has_confirmed(request: HttpRequest) -> bool:
    """Tell whether the person logged in or confirmed a short time ago."""
    within = timedelta(minutes=settings.CONFIRM_MINUTES).total_seconds()
    if not within:
        return True
    now = timezone.now().timestamp()
    records = get_authentication_records(request, request.user)
    return any(now - one["at"] < within for one in records)


def _view_name(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""
