"""`manage.py work_on_night ID`: help with an open night, from any machine that
reaches the database.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kocops.nightly import help_with_night


class Command(BaseCommand):
    help = "Take shards of an open night until all are done."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("night", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        help_with_night(night_id=options["night"], clock=timezone.now)
