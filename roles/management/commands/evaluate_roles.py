"""`manage.py evaluate_roles FILE…`: compare the roles of the last nightly run
with files of labels.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.selectors.freshness import read_freshness
from common.errors import DomainError
from roles.research.evaluation import (
    evaluate_roles,
    read_labels,
    read_primary_roles,
)


class Command(BaseCommand):
    help = (
        "Compare the primary roles of the last nightly run with CSV files "
        "that have the columns member and role."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            type=Path,
            nargs="+",
            help="for the demo: what seed_demo --truth wrote",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = read_primary_roles(read_freshness(timezone.now()).generation)
        for path in options["files"]:
            try:
                labels = read_labels(path)
            except DomainError as error:
                message = f"{error.message} [{error.code}]"
                raise CommandError(message) from error
            figures = evaluate_roles(labels, found)
            score = figures.pop("macro-F1")
            for name, value in figures.items():
                self.stdout.write(f"{path.name} {name}: {_shown(value)}")
            self.stdout.write(f"{path.name} macro-F1 {score:.3f}")


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
