"""`manage.py compare_truth FILE`: compare what the nights found in the demo
community with what was planted.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kocops.demo.comparison import (
    as_table,
    faults_table,
    issues_by_fault,
    states_by_archetype,
)


class Command(BaseCommand):
    help = "Hold the published night against the truth that `seed_demo --truth FILE` wrote."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("truth", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        truth: Path = options["truth"]
        if not truth.is_file():
            raise CommandError(f"没有这个文件 · no such file: {truth}")
        self.stdout.write(as_table(states_by_archetype(truth)))
        self.stdout.write("")
        self.stdout.write(faults_table(issues_by_fault(truth)))
