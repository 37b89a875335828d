"""What gunicorn is started with (`--config kocops/web_server.py`): its own lines
are written as those of kocops are.

It imports nothing of kocops: what gunicorn's first process has loaded, its
workers would not load anew after a reload with a new version.
"""

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

OWN_LOGGERS = ("gunicorn.error", "gunicorn.access")
IS_JSON = os.environ.get("LOG_FORMAT") == "json"


class JsonLines(logging.Formatter):
    """Formats lines of the first process, which serves no request."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        values = {
            "moment": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            values["traceback"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False)


if IS_JSON:
    logconfig_dict: dict[str, Any] = {
        "formatters": {"generic": {"()": JsonLines}},
    }


def post_worker_init(_worker: Any) -> None:
    """Let a worker's lines go where those of kocops go: with the request, and
    masked.
    """
    for name in OWN_LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
