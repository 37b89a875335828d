"""The brand's own sign-on by OpenID Connect: code flow with PKCE, state and nonce."""

import secrets
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

PROVIDER = "brand"
NONCE = "nonce"
NEEDED = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
)
KEPT_CLAIMS = (
    "sub",
    "nonce",
    "name",
    "email",
    "email_verified",
    "preferred_username",
)


class BrandAdapter(OpenIDConnectOAuth2Adapter):
    """Reads what the issuer says, and believes only what it signed."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the issuer says of itself.

        Errors: OAuth2Error if it leaves out what is needed.
        """
        config: dict[str, Any] = super().openid_config
        for name in NEEDED:
            if not isinstance(config.get(name), str):
                raise OAuth2Error(f"the issuer does not name its {name}")
        return config

    def complete_login(
        self,
        request: HttpRequest,
        app: Any,
        token: Any,
        **kwargs: Any,
    ) -> Any:
        """Return the login of the person whom the ID token names.

        Errors: OAuth2Error without an ID token, with one that is not valid,
        and if the issuer answers two different people.
        """
        signed = kwargs["response"].get("id_token")
        if not isinstance(signed, str):
            raise OAuth2Error("the issuer sent no ID token")
        claims = self._decode_id_token(app, signed)
        more = self._fetch_user_info(token.token)
        if not isinstance(more, dict) or more.get("sub") != claims.get("sub"):
            raise OAuth2Error(
                "ID token and user info are about different people"
            )
        data = {**more, **claims}
        return self.get_provider().sociallogin_from_response(request, data)

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return the address to which the issuer sends people back."""
        return str(request.build_absolute_uri(reverse("brand_callback")))

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return the claims of an ID token whose signature, issuer, audience
        and time are right.
        """
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        if not claims.get("sub"):
            raise OAuth2Error("the ID token names nobody")
        return claims


class BrandProvider(OpenIDConnectProvider):
    """Adds a nonce to each login, which the ID token must bring back."""

    id = PROVIDER
    oauth2_adapter_class = BrandAdapter

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Send the browser to the issuer."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**self.get_auth_params(), NONCE: nonce}
        kwargs["scope"] = self.get_scope()
        return super().redirect(  # type: ignore[no-any-return]
            request,
            process,
            next_url,
            data,
            **{**kwargs, NONCE: nonce},
        )

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the claims that are kept: none that nobody needs."""
        wanted = (*KEPT_CLAIMS, settings.OIDC_ROLE_CLAIM)
        return {name: data[name] for name in wanted if name in data}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Return nothing: an account has the address that an administrator entered."""
        return []


provider_classes = [BrandProvider]
