"""The account of a request with a token, and whether the access table admits it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework import exceptions, permissions
from rest_framework.request import Request

from common.models import ApiToken
from common.security.access import access_of, may, scope_suffices


class TokenAccounts(TokenAuthentication):
    """`Authorization: Bearer …` with a token of manage.py create_token; a token
    with other bytes than letters and digits is invalid.
    """

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isalnum():
            raise exceptions.AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Tell whether the token has expired.

        Other tokens of its account are not deleted, which would cost a query
        at every request; they are refused when they are used.
        """
        expiry = auth_token.expiry
        return expiry is not None and expiry < timezone.now()


class HasScope(permissions.BasePermission):
    """Applies the access table: by scope to tokens, by role to people who are
    logged in.

    A method that an address does not have is answered with 405 to every known
    account.
    """

    message: str | None = None

    def has_permission(self, request: Request, view: Any) -> bool:
        match = request.resolver_match
        name = match.view_name if match else ""
        method = str(request.method)
        if not request.user.is_authenticated:
            return False
        if method not in view.allowed_methods:
            raise exceptions.MethodNotAllowed(method)
        if not isinstance(request.auth, ApiToken):
            return may(request.user, name, method)
        scope = access_of(name).scope(method)
        if scope:
            message = _(
                "This token needs the scope “%(scope)s”; it has: %(held)s.",
            )
            held = ", ".join(sorted(request.auth.scopes)) or _("none")
            self.message = message % {"scope": scope, "held": held}
        else:
            self.message = _("This address is for people, not for tokens.")
        return scope_suffices(request.auth.scopes, name, method)
