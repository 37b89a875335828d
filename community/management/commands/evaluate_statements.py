"""`manage.py evaluate_statements --set tuned|held_out`: measure what the rules
read in labelled sentences.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from community.research.statement_evaluation import (
    HELD_OUT,
    SETS,
    LabelledSentence,
    confusion,
    read_replies,
    read_sentences,
    score_kind,
)
from community.rules.statements import StatementKind


class Command(BaseCommand):
    help = (
        "Read the labelled sentences; print a confusion table, and precision "
        "and recall of each kind, as Markdown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--set", choices=SETS, required=True)
        parser.add_argument("--language", choices=("zh", "en"), default="")
        parser.add_argument(
            "--show-wrong",
            action="store_true",
            help="Also list each sentence that is read wrongly (tuned only).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen, language = options["set"], options["language"]
        if options["show_wrong"] and chosen == HELD_OUT:
            raise CommandError(
                "Sentences that are held out are not shown: rules that "
                "follow them could not be measured any more.",
            )
        try:
            sentences = read_sentences(chosen, language)
            replies = read_replies(chosen, language)
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        self._print_confusion(sentences)
        self._print_scores(sentences)
        if replies:
            self._print_replies(replies)
        if options["show_wrong"]:
            self._print_wrong([*sentences, *replies])

    def _print_row(self, cells: Sequence[object]) -> None:
        self.stdout.write(f"| {' | '.join(map(str, cells))} |")

    def _print_head(self, cells: Sequence[object]) -> None:
        self._print_row(cells)
        self._print_row(["---"] * len(cells))

    def _print_confusion(self, sentences: Sequence[LabelledSentence]) -> None:
        counts = confusion(sentences)
        self._print_head(["label \\ read as", *StatementKind])
        for label in StatementKind:
            row = []
            for found in StatementKind:
                row.append(counts[label, found] or "")
            self._print_row([label, *row])

    def _print_scores(self, sentences: Sequence[LabelledSentence]) -> None:
        self.stdout.write("")
        self._print_head(["kind", "sentences", "precision", "recall"])
        for kind in StatementKind:
            score = score_kind(kind, sentences)
            self._print_row(
                [
                    kind,
                    score.labelled,
                    f"{score.precision:.3f}",
                    f"{score.recall:.3f}",
                ],
            )
        right = sum(one.label == one.found for one in sentences)
        self.stdout.write(f"\nright: {right} of {len(sentences)}")

    def _print_replies(self, replies: Sequence[LabelledSentence]) -> None:
        score = score_kind(StatementKind.AGREEMENT, replies)
        self.stdout.write(
            f"replies that agree: {score.right} of {score.labelled} found; "
            f"of {score.found} read as agreement "
            f"{score.found - score.right} wrong",
        )

    def _print_wrong(self, sentences: Sequence[LabelledSentence]) -> None:
        self.stdout.write("")
        self._print_head(["label", "read as", "sentence"])
        for one in sentences:
            if one.label != one.found:
                self._print_row([one.label, one.found, one.text])
