"""`manage.py import_koc FILE`: take over an existing roster of KOC; `--dry-run`
only shows what it would change.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import DomainError
from koc.selectors.roster_files import read_roster
from koc.services.imports import import_roster


class Command(BaseCommand):
    help = (
        "Import a roster of KOC from a file with the columns identity, tier, "
        "since, contact and review_on. Imported again, it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what would change, and store nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        now = timezone.now()
        try:
            read = read_roster(path, path.name, now=now)
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        for fault in read.faults:
            where = f"{fault.line} {fault.column} {fault.value}".strip()
            self.stderr.write(f"{where}: {fault.message}")
        new = sum(row.is_new for row in read.rows)
        counts = f"new {new}, changed {len(read.rows) - new}, unchanged {read.unchanged}"
        self.stdout.write(f"{counts}, refused cells {len(read.faults)}")
        if options["dry_run"]:
            return
        rows = [shown.row for shown in read.rows]
        done = import_roster(rows=rows, now=now, user=None)
        for line, message in done.refused:
            self.stderr.write(f"{line}: {message}")
        self.stdout.write(
            f"stored: {done.began} began, {done.changed} changed"
        )
