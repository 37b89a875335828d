"""`manage.py fit_statements`: fit the weights of what a clause says to the
labelled sentences that may be learnt.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from community.research.statement_fitting import (
    cross_validate,
    describe,
    fit_model,
    learnt_examples,
)
from community.rules.statement_model import (
    CARD_PATH,
    PATH,
    dump_card,
    save_model,
)


class Command(BaseCommand):
    help = (
        "Fit the weights of what a clause says to the labelled sentences "
        "that may be learnt, and write them with their card."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=PATH)
        parser.add_argument("--card", type=Path, default=CARD_PATH)

    def handle(self, *args: Any, **options: Any) -> None:
        examples = learnt_examples()
        card = describe(examples, cross_validate(examples))
        model = fit_model(examples)
        save_model(model, options["out"])
        options["card"].write_text(dump_card(card), "utf-8")
        for name, value in card.items():
            self.stdout.write(f"{name}: {value}")
