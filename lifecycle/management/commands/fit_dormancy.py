"""`manage.py fit_dormancy`: refit the dormancy score on the community's own matured past."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import DomainError
from lifecycle.services.fitting import fit_policy


class Command(BaseCommand):
    help = (
        "Refit on the community's own past with the shipped card as prior; "
        "the new version is in force at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="print what would change, store nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            policy, changes = fit_policy(
                now=timezone.now(),
                keep=not options["dry_run"],
            )
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        for name, value in changes.items():
            if name != "scorecard_before":
                self.stdout.write(f"{name}: {value}")
        self.stdout.write(f"生效版本 · version in force: {policy.version}")
