"""`manage.py evaluate_alerts FILE --format … --out FILE`: the sentinel on a labelled file."""

import csv
import resource
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alerts.services.evaluation import FORMATS, JSONL, read_rows, stream_rows
from common.errors import ReaderError


class Command(BaseCommand):
    help = "Stream a labelled file through clustering and alerts; write id, issue, alert; print how right it was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=[*FORMATS, JSONL], required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = list(read_rows(options["file"], options["format"]))
        except ReaderError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        began = time.perf_counter()
        outcome = stream_rows(rows, titles_only=options["format"] == JSONL)
        seconds = time.perf_counter() - began
        with options["out"].open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "issue", "alert"))
            for row, issue, alert in zip(rows, outcome.issues, outcome.alerts, strict=True):
                writer.writerow((row.id, "" if issue is None else issue, "" if alert is None else alert))
        for name, value in outcome.figures.items():
            self.stdout.write(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value:.4f}")
        self.stdout.write(f"posts/s: {len(rows) / seconds:,.0f}" if seconds else "posts/s: –")
        self.stdout.write(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
