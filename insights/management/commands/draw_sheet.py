"""`manage.py draw_sheet issues|alerts|questions|roles --n 30 --seed 1 --out
FILE`: write a sheet that is read without knowing what the product chose.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.selectors.freshness import read_freshness
from insights.research.sheets import KINDS, draw_sheet, key_path, write_sheet


class Command(BaseCommand):
    help = (
        "Write a CSV sheet of things that the product chose, mixed with as "
        "many drawn from those that it did not choose, without scores. Beside "
        "it a key is written that the reader must not open; score_sheet "
        "compares the two."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("--n", type=int, default=30)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"]
        if options["n"] < 1:
            raise CommandError("--n must be at least 1.")
        for path in (out, key_path(out)):
            if path.exists():
                raise CommandError(
                    f"{path} exists already; answers in it would be lost.",
                )
        drawn = draw_sheet(
            options["kind"],
            options["n"],
            options["seed"],
            read_freshness(timezone.now()).generation,
        )
        key = write_sheet(drawn, out)
        chosen = sum(one.is_chosen for one in drawn)
        self.stdout.write(
            f"{out}: {len(drawn)} rows, {chosen} chosen by the product; "
            f"key: {key}",
        )
