"""`manage.py evaluate_alerts FILE --format … --out FILE`: measure the
classification on a labelled file.
"""

import csv
import resource
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alerts.research.evaluation import RowOutcomes, stream_rows
from alerts.research.labelled_files import FORMATS, JSONL, Row, read_rows
from common.errors import DomainError


class Command(BaseCommand):
    help = (
        "Stream a labelled file through clustering and alerts; write id, "
        "issue, alert; print how right it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            required=True,
            help=(
                "stream is a CSV file with id, member, at, text and, as far "
                "as known, title, thread, model, label (several by |)."
            ),
        )
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = read_rows(options["file"], options["format"])
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        began = time.perf_counter()
        outcome = stream_rows(rows, titles_only=options["format"] == JSONL)
        seconds = time.perf_counter() - began
        _write_outcome(options["out"], rows, outcome)
        for name, value in outcome.figures.items():
            form = ",d" if isinstance(value, int) else ".4f"
            self.stdout.write(f"{name}: {value:{form}}")
        speed = f"{len(rows) / seconds:,.0f}" if seconds else "–"
        self.stdout.write(f"posts/s: {speed}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"memory: {peak:,.0f} MB")


def _write_outcome(path: Path, rows: list[Row], outcome: RowOutcomes) -> None:
    """Write id, issue and alert of each row."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "issue", "alert"))
        for row, issue, alert in zip(
            rows,
            outcome.issues,
            outcome.alerts,
            strict=True,
        ):
            # csv writes None as an empty field.
            writer.writerow((row.id, issue, alert))
