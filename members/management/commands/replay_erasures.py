"""Erase again, in a restored backup, everybody who was erased after it was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from members.services.erasure_files import ledger_path, read_ledger
from members.services.erasures import replay_known_erasures


class Command(BaseCommand):
    help = (
        "Erase again everybody whom the ledger of erasures names and this "
        "database still has. Run it after a backup was restored, before "
        "anybody opens it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ledger",
            type=Path,
            default=None,
            help="the ledger (default: erasures.ndjson in KOCOPS_VAR_DIR)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        in_ledger = read_ledger(options["ledger"] or ledger_path())
        known, erased = replay_known_erasures(in_ledger, now=timezone.now())
        self.stdout.write(
            f"{known} erasures known, {erased} people erased again",
        )
