"""`manage.py evaluate_roles FILE…`: the roles of the last night held against files of labels."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.services.freshness import read_freshness
from common.errors import ReaderError
from roles.services.evaluation import judge_roles, read_labels, read_primary_roles


class Command(BaseCommand):
    help = "Hold the primary roles of the last night against CSV files with the columns member and role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", help="for the demo: what seed_demo --truth wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        found = read_primary_roles(read_freshness(timezone.now()).generation)
        for path in options["files"]:
            try:
                figures = judge_roles(read_labels(path), found)
            except ReaderError as error:
                raise CommandError(f"{error.message} [{error.code}]") from error
            score = figures.pop("macro-F1")
            for name, value in figures.items():
                shown = f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
                self.stdout.write(f"{path.name} {name}: {shown}")
            self.stdout.write(f"{path.name} macro-F1 {score:.3f}")
