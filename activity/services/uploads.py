"""Uploaded files: keep them for a job, delete those that no open job needs."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from common.models import JobRun

FOLDERS = ("uploads", "imports")
KEPT_FOR = timedelta(days=1)
logger = logging.getLogger(__name__)


def upload_path(token: str, folder: Path) -> Path:
    """Return the path of the upload with this token."""
    return folder / "uploads" / token


def save_upload(chunks: Iterable[bytes], *, token: str, folder: Path) -> Path:
    """Write the uploaded bytes into a file of their own; return its path."""
    path = upload_path(token, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    return path


def delete_forgotten_uploads(*, now: datetime) -> int:
    """Delete uploads older than a day that no open job names; return how many.

    They were never mapped, were cancelled, failed, or are half of an upload that broke off.
    """
    arguments = JobRun.objects.unfinished().values_list("arguments", flat=True)
    needed = {named["path"] for named in arguments if "path" in named}
    oldest = (now - KEPT_FOR).timestamp()
    count = 0
    for path in _uploaded_files():
        if str(path) not in needed and path.stat().st_mtime < oldest:
            path.unlink()
            count += 1
    if count:
        logger.info("deleted %s uploads that no job needs", count)
    return count


def _uploaded_files() -> list[Path]:
    found: list[Path] = []
    for name in FOLDERS:
        folder = settings.MEDIA_ROOT / name
        if folder.is_dir():
            found.extend(path for path in folder.iterdir() if path.is_file())
    return found
