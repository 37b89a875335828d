"""Write a backup into a new folder."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from kocops.services.backups import write_backup
from kocops.services.old_backups import delete_old_backups


class Command(BaseCommand):
    help = (
        "Write the database, files and the ledgers of erasures and refusals "
        "into a new folder, while everything goes on running. Keys are not in it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--keep-days",
            type=int,
            default=None,
            help=(
                "afterwards delete the backups beside it that are older than "
                "so many days (default: none are deleted)"
            ),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = options["folder"].absolute()
        days = options["keep_days"]
        if days is not None and days < 1:
            text = _("Keep backups for at least one day: --keep-days 1.")
            raise CommandError(text)
        began = time.monotonic()
        try:
            manifest = write_backup(folder=folder, now=timezone.now())
        except (DomainError, OSError) as error:
            text = _("No backup was made. %(why)s") % {"why": error}
            raise CommandError(text) from error
        text = _(
            "%(folder)s: %(rows)d rows in %(tables)d tables, %(size)d bytes, "
            "%(seconds).1f s. Keep FIELD_KEY and SECRET_KEY elsewhere; they are "
            "not in it.",
        )
        values = {
            "folder": folder,
            "rows": manifest.rows,
            "tables": len(manifest.tables),
            "size": sum(file.size for file in manifest.files.values()),
            "seconds": time.monotonic() - began,
        }
        self.stdout.write(text % values)
        if days is not None:
            self._delete_old(folder.parent, days)

    def _delete_old(self, parent: Path, days: int) -> None:
        try:
            deleted = delete_old_backups(
                parent=parent,
                days=days,
                now=timezone.now(),
            )
        except OSError as error:
            text = _("The backup was made, but old ones remain. %(why)s")
            raise CommandError(text % {"why": error}) from error
        for path in deleted:
            text = _("%(folder)s is deleted: older than %(days)d days.")
            self.stdout.write(text % {"folder": path, "days": days})
