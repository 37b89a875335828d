"""Delete rows that are kept no longer; the daily task does the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.personal.retention import enforce_retention, preview_retention


class Command(BaseCommand):
    help = "Delete rows that are kept no longer, as the inventory declares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="only say how many there are",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            for model, days, count in preview_retention(now):
                label = model._meta.label
                self.stdout.write(f"{label}: {count} older than {days} days")
            return
        for label, count in enforce_retention(now).items():
            self.stdout.write(f"{label}: {count} deleted")
        self.stdout.write("Nothing is kept longer than declared.")
