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

from common.errors import DomainError
from kocops.services.backups import write_backup


class Command(BaseCommand):
    help = (
        "Write the database, files and the ledgers of erasures and refusals "
        "into a new folder, while everything goes on running. Keys are not in it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = options["folder"].absolute()
        began = time.monotonic()
        try:
            manifest = write_backup(folder=folder, now=timezone.now())
        except (DomainError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        size = sum(file.size for file in manifest.files.values())
        self.stdout.write(
            f"{folder}: {manifest.rows} rows in {len(manifest.tables)} tables, "
            f"{size} bytes, {time.monotonic() - began:.1f} s. "
            "Keep FIELD_KEY and SECRET_KEY elsewhere; they are not in it.",
        )
