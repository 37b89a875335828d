"""`manage.py evaluate_mood --data FILE`: judge the shipped weights on the half
of the labelled sentences that they were not fitted to.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.rules.statement_model import dump_card
from immunity.research.mood_evaluation import judge
from immunity.research.mood_fitting import ONE_HALF
from immunity.research.mood_labels import JUDGED, read_labelled
from immunity.rules.mood_model import CARD_PATH, shipped_card, shipped_model


class Command(BaseCommand):
    help = (
        "Judge the shipped weights on the other half of the labelled "
        "sentences: macro-F1, the error of shares of 150 texts and how often "
        "their interval holds the truth."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True)
        parser.add_argument(
            "--keep",
            action="store_true",
            help="Write what was measured into the card of the weights.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        card = shipped_card()
        if card["learnt"] != ONE_HALF:
            raise CommandError(
                "The shipped weights were fitted to all sentences, so none is "
                "left to judge them by. Run fit_mood without --all first.",
            )
        texts = read_labelled(options["data"], JUDGED)
        judged = judge(texts, shipped_model(), card["cells"])
        for name, value in judged.items():
            self.stdout.write(f"{name}: {value}")
        if options["keep"]:
            CARD_PATH.write_text(
                dump_card({**card, "judged": judged}), "utf-8"
            )
