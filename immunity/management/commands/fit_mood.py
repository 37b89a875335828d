"""`manage.py fit_mood --data FILE [--all]`: fit the weights of moods to one half
of the labelled sentences about cars, or once that was judged to all of them.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from community.rules.statement_model import dump_card
from immunity.research.mood_fitting import describe, fit_moods
from immunity.research.mood_labels import JUDGED, LEARNT, read_labelled
from immunity.rules.mood_model import (
    CARD_PATH,
    PATH,
    save_model,
    shipped_card,
)


class Command(BaseCommand):
    help = (
        "Fit the weights of moods to one half of labelled sentences (a CSV "
        "file, gzip: content, subject, sentiment_value) and write them with "
        "their card. The card says nothing of the other half until "
        "evaluate_mood has opened it; what it found stays in the card when "
        "the weights are fitted to all sentences."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True)
        parser.add_argument("--all", action="store_true")
        parser.add_argument("--out", type=Path, default=PATH)
        parser.add_argument("--card", type=Path, default=CARD_PATH)

    def handle(self, *args: Any, **options: Any) -> None:
        texts = read_labelled(options["data"], LEARNT)
        judged = {}
        if options["all"]:
            texts += read_labelled(options["data"], JUDGED)
            judged = {"judged": shipped_card()["judged"]}
        card = {**describe(texts, is_all=options["all"]), **judged}
        save_model(fit_moods(texts), options["out"])
        options["card"].write_text(dump_card(card), "utf-8")
        for name, value in card.items():
            self.stdout.write(f"{name}: {value}")
