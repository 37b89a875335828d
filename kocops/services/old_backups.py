"""Delete backups that are older than members were promised."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from common.backups.files import PARTIAL
from common.backups.manifest import MANIFEST, read_manifest
from common.errors import Invalid


def delete_old_backups(
    *, parent: Path, days: int, now: datetime
) -> list[Path]:
    """Delete the backups in a folder that are older than these days, and what
    is left of attempts that broke off before; return what was deleted.

    Nothing else is touched: a folder without a manifest, or with a damaged one,
    is no backup of which the age is known.
    """
    oldest = now - timedelta(days=days)
    deleted = []
    for folder in sorted(parent.iterdir()):
        if folder.is_symlink() or not folder.is_dir():
            continue
        if _made_before(folder, oldest):
            shutil.rmtree(folder)
            deleted.append(folder)
    return deleted


def _made_before(folder: Path, moment: datetime) -> bool:
    if folder.name.endswith(PARTIAL):
        return folder.stat().st_mtime < moment.timestamp()
    if not (folder / MANIFEST).is_file():
        return False
    try:
        made_at = read_manifest(folder).made_at
    except Invalid:
        return False
    return datetime.fromisoformat(made_at) < moment
