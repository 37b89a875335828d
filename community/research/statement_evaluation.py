"""How well community/rules/statements.py reads the labelled sentences beside
this module (statements/README.md).
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.errors import NotFound
from community.rules.statements import (
    Statement,
    StatementKind,
    read_statements,
)
from community.rules.text import normalise

FOLDER = Path(__file__).parent / "statements"
TUNED, HELD_OUT = "tuned", "held_out"
SETS = (TUNED, HELD_OUT)
# The sentences with which the word lists were written, and all that the
# weights are fitted to.
FIRST = "first"
LEARNT = (FIRST, TUNED, "opened", "practice")


class LabelledSentence(NamedTuple):
    """A labelled sentence, and the kind that the rules give it."""

    text: str
    label: StatementKind
    found: StatementKind


class Score(NamedTuple):
    """Of one kind: how many sentences are labelled so, how many are found to
    be so, and how many are both.
    """

    labelled: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return _share(self.right, self.found)

    @property
    def recall(self) -> float:
        return _share(self.right, self.labelled)


def main_kind(statements: Iterable[Statement]) -> StatementKind:
    """Return what a sentence does: its first statement that is not OTHER.

    A question about a trouble that the sentence also reports is that report.
    """
    kinds = []
    for statement in statements:
        if statement.kind != StatementKind.OTHER:
            kinds.append(statement.kind)
    if not kinds:
        return StatementKind.OTHER
    if kinds[0] == StatementKind.QUESTION and StatementKind.FAULT in kinds:
        return StatementKind.FAULT
    return kinds[0]


def read_sentences(chosen: str, language: str = "") -> list[LabelledSentence]:
    """Return the sentences of a set, in one language or in all, as the rules
    read them. Errors: NotFound if the set is not part of this installation.
    """
    sentences = []
    for label, text in read_labels(chosen, language):
        sentences.append(LabelledSentence(text, label, _kind_of(text)))
    return sentences


def read_labels(
    chosen: str,
    language: str = "",
) -> Iterator[tuple[StatementKind, str]]:
    """Yield the label and the text of each sentence of a set. Errors: as
    read_sentences().
    """
    for row in _rows(f"{chosen}.tsv", language):
        yield StatementKind[row["kind"]], row["text"]


def read_replies(chosen: str, language: str = "") -> list[LabelledSentence]:
    """Return the short replies of a set, which agree or do not; none if the
    set has none.
    """
    replies: list[LabelledSentence] = []
    if not (FOLDER / f"agreements_{chosen}.tsv").exists():
        return replies
    for row in _rows(f"agreements_{chosen}.tsv", language):
        agrees = row["agreement"] == "yes"
        label = StatementKind.AGREEMENT if agrees else StatementKind.OTHER
        found = _kind_of(row["text"])
        if found != StatementKind.AGREEMENT:
            # Which other kind a reply has is not what this set asks.
            found = StatementKind.OTHER
        replies.append(LabelledSentence(row["text"], label, found))
    return replies


def _kind_of(text: str) -> StatementKind:
    """Return the kind of a text of a community whose brand is none of those
    that kocops knows by name.
    """
    return main_kind(read_statements(normalise(text), own_names=()))


def _rows(name: str, language: str) -> Iterator[dict[str, str]]:
    path = FOLDER / name
    if not path.exists():
        message = _("%(path)s is not part of this installation.")
        raise NotFound("no_such_set", message % {"path": path})
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(
            file,
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
        )
        for row in reader:
            if language in ("", row["language"]):
                yield row


def score_kind(
    kind: StatementKind, sentences: Sequence[LabelledSentence]
) -> Score:
    """Return how well one kind was found."""
    return Score(
        labelled=sum(one.label == kind for one in sentences),
        found=sum(one.found == kind for one in sentences),
        right=sum(one.label == one.found == kind for one in sentences),
    )


def confusion(
    sentences: Iterable[LabelledSentence],
) -> Counter[tuple[StatementKind, StatementKind]]:
    """Return how many sentences of each label were found to be of each kind."""
    return Counter((one.label, one.found) for one in sentences)


def _share(part: int, whole: int) -> float:
    if whole:
        return part / whole
    return float("nan")
