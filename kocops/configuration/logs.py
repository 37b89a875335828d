"""What the log looks like."""

from typing import Any


def logging_to_console(level: str) -> dict[str, Any]:
    """Return Django's setting: every record from this level on, with the
    request for which it was written.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "common.api.request_ids.RequestIdFilter"},
        },
        "formatters": {
            "line": {
                "format": "{asctime} {levelname} {name} [{request_id}]: {message}",
                "style": "{",
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_id"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
    }
