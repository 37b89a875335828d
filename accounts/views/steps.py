"""allauth's steps with our pages: second factor, confirmation, the brand's sign-on."""

import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeConfirmView
from allauth.mfa.recovery_codes.views import (
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from requests import RequestException

from accounts.adapters import LOCKED, refused
from accounts.forms import (
    CodeForm,
    ConfirmCodeForm,
    ConfirmForm,
    ConfirmKeyForm,
    KeyAddForm,
    KeyForm,
    SetupForm,
)
from accounts.middleware import log_in_again
from accounts.provider import PROVIDER, BrandAdapter

logger = logging.getLogger(__name__)


class TooManyTries:
    """Answers 429 to codes and passwords that may not be tried any more."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        for errors in form.errors.as_data().values():
            if any(error.code == LOCKED for error in errors):
                response.status_code = 429
        return response


class Titled:
    """Gives the page its title."""

    title: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "title": self.title}


@method_decorator(login_not_required, name="dispatch")
class CodePage(TooManyTries, AuthenticateView):  # type: ignore[misc]
    """The second step of a login."""

    template_name = "accounts/code.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def get_webauthn_form_class(self) -> type[KeyForm]:
        return KeyForm


class OrLogIn:
    """Lets people log in again who have nothing to confirm with."""

    def _check_reauthentication_method_available(
        self,
        request: HttpRequest,
    ) -> Any:
        methods = get_adapter().get_reauthentication_methods(request.user)
        if not methods:
            return log_in_again(request.GET.get("next", ""))
        return super()._check_reauthentication_method_available(request)  # type: ignore[misc]


class ConfirmPage(OrLogIn, TooManyTries, Titled, ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    title = _("Is it you?")
    template_name = "accounts/confirm.html"

    def get_form_class(self) -> type[ConfirmForm]:
        return ConfirmForm


class ConfirmCodePage(OrLogIn, TooManyTries, Titled, CodeConfirmView):  # type: ignore[misc]
    """A code of the second factor once more."""

    title = _("Is it you?")
    template_name = "accounts/confirm.html"

    def get_form_class(self) -> type[ConfirmCodeForm]:
        return ConfirmCodeForm


class ConfirmKeyPage(OrLogIn, Titled, ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey once more."""

    title = _("Is it you?")
    template_name = "accounts/confirm_key.html"

    def get_form_class(self) -> type[ConfirmKeyForm]:
        return ConfirmKeyForm


class TotpPage(Titled, ActivateTOTPView):  # type: ignore[misc]
    title = _("Set up an authenticator app")
    template_name = "accounts/totp.html"

    def get_form_class(self) -> type[SetupForm]:
        return SetupForm


class TotpRemovePage(Titled, DeactivateTOTPView):  # type: ignore[misc]
    title = _("Remove the authenticator app")
    template_name = "accounts/factor_remove.html"


class CodesMakePage(Titled, GenerateRecoveryCodesView):  # type: ignore[misc]
    title = _("New recovery codes")
    template_name = "accounts/codes_make.html"


class CodesPage(Titled, ViewRecoveryCodesView):  # type: ignore[misc]
    title = _("Recovery codes")
    template_name = "accounts/codes.html"


class KeyAddPage(Titled, AddWebAuthnView):  # type: ignore[misc]
    title = _("Add a passkey")
    template_name = "accounts/key_add.html"

    def get_form_class(self) -> type[KeyAddForm]:
        return KeyAddForm


class KeyRemovePage(Titled, RemoveWebAuthnView):  # type: ignore[misc]
    title = _("Remove a passkey")
    template_name = "accounts/factor_remove.html"


def factors(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the own account, which shows the second factors."""
    return redirect("own_account")


@login_not_required
@require_GET
def brand_login(request: HttpRequest) -> HttpResponse:
    """Send the browser to the brand's sign-on."""
    return _answer(OAuth2LoginView, request)


@login_not_required
@require_GET
def brand_callback(request: HttpRequest) -> HttpResponse:
    """Let a person in who comes back from the brand's sign-on."""
    return _answer(OAuth2CallbackView, request)


def _answer(view: Any, request: HttpRequest) -> HttpResponse:
    if not settings.OIDC_ISSUER:
        raise Http404
    try:
        answer: HttpResponse = view.adapter_view(
            BrandAdapter(request, PROVIDER),
        )(request)
    except ImmediateHttpResponse as refusal:
        answer = refusal.response
    except (RequestException, OAuth2Error) as error:
        logger.warning("the sign-on does not answer as it should: %s", error)
        text = _(
            "The sign-on does not answer. Try again, or log in with your password.",
        )
        return refused(request, text, status=502)
    return answer
