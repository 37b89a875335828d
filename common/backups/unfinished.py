"""The mark of a restore that has begun and is not finished."""

from pathlib import Path

from django.conf import settings

UNFINISHED = "restore-unfinished.json"


def unfinished_restore_path() -> Path:
    """Return the file that exists while a restore is not finished."""
    return Path(settings.VAR_DIR) / UNFINISHED
