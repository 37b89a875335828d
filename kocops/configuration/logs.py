"""What the log looks like."""

from typing import Any

LINE = (
    "{asctime} {levelname} {name} "
    "[{request_id} job {job_id} account {account}]: {message}"
)


def logging_to_console(level: str, form: str = "text") -> dict[str, Any]:
    """Return Django's setting: every record from this level on, as a line of
    text or JSON (common.logs.FORMATS), with the request, job and account for
    which it was written and without numbers of people.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "context": {"()": "common.logs.ContextFilter"},
            "personal": {"()": "common.security.masking.MaskingFilter"},
        },
        "formatters": {
            "text": {
                "()": "common.security.masking.MaskingFormatter",
                "format": LINE,
                "style": "{",
            },
            "json": {"()": "common.logs.JsonFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if form == "json" else "text",
                "filters": ["context", "personal"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
    }
