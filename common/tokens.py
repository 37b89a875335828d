"""Who a request comes from, and whether the access table lets it in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework import exceptions, permissions
from rest_framework.request import Request

from common.access import may, scope_suffices
from common.models import ApiToken


class TokenAccounts(TokenAuthentication):
    """`Authorization: Bearer …` with a token of manage.py create_token; unreadable bytes are a wrong token."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isalnum():
            raise exceptions.AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Tell whether a token's time is over. Others of its account are not looked at: that asks the database at every
        request, and they are refused when they come.
        """
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class HasScope(permissions.BasePermission):
    """The access table decides: by scope for tokens, by role for people who are logged in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        match = request.resolver_match
        name = match.view_name if match else ""
        if isinstance(request.auth, ApiToken):
            return scope_suffices(request.auth.scopes, name, str(request.method))
        return bool(request.user.is_authenticated) and may(request.user, name, str(request.method))
