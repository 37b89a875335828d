"""How django-allauth works here: lockout, who may enter, encrypted secrets, outgoing requests."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.provider import NONCE
from accounts.selectors.second_factor import must_have_second_factor
from accounts.services.sign_on import NotAdmitted, admit_known, admit_new
from accounts.services.tries import (
    LockedOut,
    claim_try,
    forget_tries,
    refuse,
    tries_key,
)
from accounts.sessions import note_begin
from common.audit.actors import STAFF, Actor, acting_as
from common.audit.units import record
from common.db.fields import decrypt_text, encrypt_text
from common.models import AuditRecord
from common.security.outgoing import session_for_library

Act = AuditRecord.Act
LOCKED = "locked_out"


class AccountAdapter(DefaultAccountAdapter):
    """Passwords: counted before they are checked, and written down."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("User name or password is wrong."),
        "incorrect_password": _("The password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return the account of a right user name and password, if it may be tried."""
        name = str(credentials.get("username", ""))
        check_try("password", name)
        user = super().authenticate(request, **credentials)
        if user is None:
            record(Act.REFUSED, object_type="auth.User")
        else:
            forget_tries(key=tries_key("password", name))
        return user

    def pre_authenticate(self, request: HttpRequest, **_given: Any) -> None:
        """The counting is ours: allauth's own is per process without Redis."""

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session."""
        super().login(request, user)
        note_begin(request, timezone.now())
        with acting_as(lambda: Actor(STAFF, user.pk, user.get_username())):
            record(Act.LOGIN, of=user, words=user.get_username())

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        user = request.user
        if user.is_authenticated:
            record(Act.LOGOUT, of=user, words=user.get_username())
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **_how: Any) -> bool:
        """Which acts are confirmed is said in accounts/access.py, for all pages."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what was done."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """kocops sends no mail about accounts; the audit log has what was done."""

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """See send_mail."""


def check_try(kind: str, name: str) -> None:
    """Count a try.

    Errors: ValidationError with the code LOCKED if none is left.
    """
    if claim_try(key=tries_key(kind, name), now=timezone.now()):
        return
    record(Act.LOCKED, object_type="auth.User")
    try:
        refuse()
    except LockedOut as error:
        raise ValidationError(str(error.message), code=LOCKED) from error


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, and a required one stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong, or was used already."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_text(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "kocops"

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Tell whether a factor may go: the last one of an account that must have one may not."""
        if not must_have_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user)
        others = others.exclude(type=Authenticator.Type.RECOVERY_CODES)
        return bool(others.exclude(pk=authenticator.pk).exists())


class SignOnAdapter(DefaultSocialAccountAdapter):
    """The brand's own sign-on: who may enter, and in which role."""

    def get_requests_session(self) -> Any:
        """Return a session for the issuer, within the limits of outgoing requests."""
        return session_for_library(
            reaches_own_network=settings.OIDC_INTERNAL,
        )

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let a person whom the issuer knows enter, or say why not."""
        claims = sociallogin.account.extra_data
        nonce = str(sociallogin.state.get(NONCE) or "")
        if not nonce or not constant_time_compare(
            claims.get(NONCE, ""), nonce
        ):
            self.on_authentication_error(request)
        try:
            if sociallogin.is_existing:
                admit_known(account_id=sociallogin.user.pk, claims=claims)
            else:
                user = admit_new(claims=claims, now=timezone.now())
                sociallogin.connect(request, user)
        except NotAdmitted as error:
            record(Act.REFUSED, object_type="auth.User")
            page = refused(request, str(error.message))
            raise ImmediateHttpResponse(page) from error

    def on_authentication_error(
        self, request: HttpRequest, *_args: Any, **_kwargs: Any
    ) -> None:
        """Say on the login page that the sign-on failed."""
        record(Act.REFUSED, object_type="auth.User")
        text = _(
            "The sign-on failed. Try again; if it fails again, tell an administrator."
        )
        raise ImmediateHttpResponse(refused(request, text))


def refused(
    request: HttpRequest,
    text: str | Promise,
    *,
    status: int = 403,
) -> HttpResponse:
    """Return the page that says why a sign-on was refused."""
    context = {"text": text}
    return render(request, "accounts/refused.html", context, status=status)
