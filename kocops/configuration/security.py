"""Settings of passwords and of what a page may load."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ONE_YEAR = 31_536_000


def https_settings(env: Any) -> dict[str, Any]:
    """Return Django's settings behind a proxy that speaks HTTPS; none without.

    Browsers keep the three of HSTS for as long as they say, so they are
    settings of their own.
    """
    if not env.bool("KOCOPS_HTTPS", default=False):
        return {}
    return {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        # Monitoring reads them inside, without the proxy.
        "SECURE_REDIRECT_EXEMPT": ["^(metrics|readyz|healthz)$"],
        "SECURE_HSTS_SECONDS": env.int("HSTS_SECONDS", default=ONE_YEAR),
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": env.bool(
            "HSTS_SUBDOMAINS", default=True
        ),
        "SECURE_HSTS_PRELOAD": env.bool("HSTS_PRELOAD", default=True),
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    }
