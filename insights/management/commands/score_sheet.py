"""`manage.py score_sheet FILE KEY`: how right the product was, by the answers
in a sheet of draw_sheet.
"""

import math
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from insights.research.sheets import score_sheet
from insights.rules.sheet_scores import GroupScore, Share


class Command(BaseCommand):
    help = (
        "Compare the answers of a sheet (yes or no, 是 or 否) with its key: "
        "right of given, missed of what was not given, and how much was found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", type=Path)
        parser.add_argument("key", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            score = score_sheet(options["sheet"], options["key"])
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        for group in score.groups:
            self._print_group(group)
        self.stdout.write(f"rows without an answer: {score.unread}")

    def _print_group(self, score: GroupScore) -> None:
        self.stdout.write(
            f"{score.group}: right of given {_shown(score.right)}"
        )
        self.stdout.write(
            f"{score.group}: missed of random others {_shown(score.missed)}",
        )
        if not math.isnan(score.found):
            self.stdout.write(
                f"{score.group}: found of all there is, estimated "
                f"{score.found:.2f}",
            )


def _shown(share: Share) -> str:
    if not share.whole:
        return "0 of 0"
    return (
        f"{share.part} of {share.whole} ({share.value:.2f}; "
        f"95 %: {share.low:.2f}–{share.high:.2f})"
    )
