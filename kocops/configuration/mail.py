"""How mail is sent: the settings of the mail server, from the environment."""

from typing import Any

# Mails in a minute; most servers of companies take more.
PER_MINUTE = 60


def mail_settings(env: Any) -> dict[str, Any]:
    """Return the mail server under the names of Django's settings in small
    letters; without EMAIL_HOST no mail is sent.
    """
    return {
        "host": env.str("EMAIL_HOST", default=""),
        "port": env.int("EMAIL_PORT", default=587),
        "user": env.str("EMAIL_HOST_USER", default=""),
        "password": env.str("EMAIL_HOST_PASSWORD", default=""),
        "use_tls": env.bool("EMAIL_USE_TLS", default=True),
        "use_ssl": env.bool("EMAIL_USE_SSL", default=False),
        "from": env.str("DEFAULT_FROM_EMAIL", default=""),
        "per_minute": env.int("EMAIL_PER_MINUTE", default=PER_MINUTE),
    }
