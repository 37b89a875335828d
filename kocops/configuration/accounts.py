"""Settings of logins: sessions, second factor, the brand's sign-on."""

from typing import Any

from common.security.access import ADMIN, ROLE_LABELS

SESSION_ENGINE = "accounts.sessions"
SESSION_SECONDS = 12 * 3600
SESSION_IDLE_SECONDS = 3 * 3600

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
# Tries are counted in the database (accounts/services/tries.py), exactly and for all processes.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = False

MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True

SOCIALACCOUNT_ADAPTER = "accounts.adapters.SignOnAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"


def sign_on_settings(env: Any) -> dict[str, Any]:
    """Return what the environment says of the brand's sign-on, and the
    provider that allauth makes of it.
    """
    issuer = env.str("OIDC_ISSUER", default="").rstrip("/")
    app = {
        "provider_id": "brand",
        "name": env.str("OIDC_NAME", default="") or "SSO",
        "client_id": env.str("OIDC_CLIENT_ID", default=""),
        "secret": env.str("OIDC_CLIENT_SECRET", default=""),
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "scope": env.str(
                "OIDC_SCOPES", default="openid profile email"
            ).split(),
        },
    }
    return {
        "OIDC_ISSUER": issuer,
        "OIDC_NAME": app["name"],
        "OIDC_ADMIT": env.str("OIDC_ADMIT", default="known"),
        "OIDC_ROLE_CLAIM": env.str("OIDC_ROLE_CLAIM", default="groups"),
        "OIDC_ROLES": _roles(env.list("OIDC_ROLES", default=[])),
        "OIDC_INTERNAL": env.bool("OIDC_INTERNAL", default=False),
        "OIDC_SECOND_FACTOR": env.bool("OIDC_SECOND_FACTOR", default=False),
        "SOCIALACCOUNT_PROVIDERS": {
            "brand": {"APPS": [app] if issuer else []}
        },
    }


def _roles(pairs: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the groups that give each role, from `group=role` pairs."""
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        group, _equals, role = pair.rpartition("=")
        groups.setdefault(role.strip(), []).append(group.strip())
    return {role: tuple(names) for role, names in groups.items()}


def required_roles(env: Any, *, is_trial: bool) -> list[str]:
    """Return the roles that must have a second factor; none while kocops is
    tried out or developed, unless the environment names some.
    """
    usual = [] if is_trial else [ADMIN]
    named: list[str] = env.list("KOCOPS_MFA_REQUIRED_ROLES", default=usual)
    return [role for role in named if role in ROLE_LABELS]
