"""`manage.py evaluate_claims --rumours FILE --unrelated FILE…`: measure the
recognition of claims that come again, and which texts are read as spreading.
"""

import csv
import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from immunity.research.claim_evaluation import (
    Rumour,
    count_spreading,
    evaluate_recognition,
    evaluate_stances,
    half_of,
)

TEXT_COLUMNS = ("text", "投诉简述", "desc")


class Command(BaseCommand):
    help = (
        "Measure on labelled files: claims that come again (a CSV file with "
        "group, text, time), texts that have nothing to do with them, and "
        "sentences whose kind is known (TSV: split, kind, text)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rumours", type=Path)
        parser.add_argument("--unrelated", type=Path, nargs="*", default=[])
        parser.add_argument("--sentences", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        unrelated: list[str] = []
        for path in options["unrelated"]:
            texts = list(_texts(path))
            unrelated += texts
            for half in (0, 1):
                own = [one for one in texts if half_of(one) == half]
                total, spreading = count_spreading(own)
                self.stdout.write(
                    f"{path.name}, half {half}: {spreading} of {total} "
                    "read as spreading",
                )
        if options["rumours"]:
            self._recognition(options["rumours"], unrelated)
        if options["sentences"]:
            self._sentences(options["sentences"])

    def _recognition(self, path: Path, unrelated: list[str]) -> None:
        rumours = list(_rumours(path))
        for half in (0, 1):
            found = evaluate_recognition(rumours, unrelated, half)
            self.stdout.write(
                f"half {half}: {found.claims} claims, {found.repeats} "
                f"repeats, hit@1 {found.hit_rate:.3f}, {found.wrong} wrong, "
                f"{found.false_links} false links of {found.unrelated} "
                f"({found.false_per_1000:.2f} per 1,000)",
            )

    def _sentences(self, path: Path) -> None:
        rows: dict[str, list[tuple[str, str]]] = {}
        for line in _open(path).read().splitlines()[1:]:
            split, kind, text = line.split("\t")
            rows.setdefault(split, []).append((kind, text))
        for split, labelled in rows.items():
            for kind, figures in evaluate_stances(labelled).items():
                self.stdout.write(
                    f"{split}, {kind}: {figures.right} of {figures.total} "
                    f"right, {figures.spreading} read as spreading",
                )


def _open(path: Path) -> Any:
    if not path.exists():
        raise CommandError(f"There is no file {path}.")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _rumours(path: Path) -> Iterator[Rumour]:
    with _open(path) as file:
        for row in csv.DictReader(file):
            at = int(row["time"]) if row["time"].isdecimal() else 0
            yield Rumour(row["group"], row["text"], at)


def _texts(path: Path) -> Iterator[str]:
    """Yield the texts of a CSV file, or the lines of any other one."""
    with _open(path) as file:
        if ".csv" not in path.suffixes:
            for line in file:
                yield line.rstrip("\n").replace("\\n", "\n")
            return
        reader = csv.DictReader(file)
        named = reader.fieldnames or ()
        columns = [one for one in TEXT_COLUMNS if one in named]
        if not columns:
            raise CommandError(f"{path} has no column with texts.")
        for row in reader:
            yield row[columns[0]]
