"""`manage.py seed_demo`: store a generated community of Chinese car owners through the services."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.calendar import business_today
from common.errors import DomainError
from kocops.demo.seed import is_seeded, seed_demo, write_truth


class Command(BaseCommand):
    help = (
        "Generate a community: members, cars, circles and their events; "
        "the same for the same seed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=2000)
        parser.add_argument("--weeks", type=int, default=60)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--until",
            type=date.fromisoformat,
            help="last day; yesterday if not given",
        )
        parser.add_argument(
            "--unless-present",
            action="store_true",
            help="do nothing if it is already here",
        )
        parser.add_argument(
            "--truth",
            type=Path,
            help="write what was planted into this CSV file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        members = options["members"]
        weeks = options["weeks"]
        if not 1 <= members <= 1_000_000 or not 2 <= weeks <= 520:
            raise CommandError("--members 1…1000000, --weeks 2…520")
        if options["unless_present"] and is_seeded():
            self.stdout.write(
                "示例社群已在 · the demo community is already here",
            )
            return
        yesterday = business_today(timezone.now()) - timedelta(days=1)
        try:
            planted = seed_demo(
                members=members,
                weeks=weeks,
                seed=options["seed"],
                last=options["until"] or yesterday,
                clock=timezone.now,
                say=self.stdout.write,
            )
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        if options["truth"]:
            write_truth(planted, options["truth"])
