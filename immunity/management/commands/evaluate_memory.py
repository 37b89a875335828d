"""`manage.py evaluate_memory FILE`: leave-one-out on complaints whose fault
recurs.
"""

import csv
import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from immunity.research.memory_evaluation import Report, evaluate_memory

# What the file calls how an owner was treated; that is no fault of the car.
TREATMENTS = frozenset(
    [
        "服务态度",
        "销售欺诈",
        "其他原因",
        "承诺不兑现",
        "服务收费",
        "配件争议",
        "人员技术",
        "厂家政策",
    ],
)
OTHER = "其他"


class Command(BaseCommand):
    help = (
        "Measure on a CSV file of complaints (投诉车系, 投诉问题, 问题类型, "
        "投诉简述, 投诉日期) whether the old episode of a fault is remembered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--least", type=int, nargs="*", default=[2, 3])

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"There is no file {path}.")
        reports = list(_reports(path))
        for least in options["least"]:
            for half in (0, 1):
                found = evaluate_memory(reports, least=least, half=half)
                self.stdout.write(
                    f"at least {least} reports, half {half}: "
                    f"{found.found} of {found.recurring} found in the same "
                    f"car, {found.found_in_any_car} in any car; nothing "
                    f"remembered in {found.nothing} of {found.unlike} "
                    "without anything alike",
                )


def _reports(path: Path) -> Iterator[Report]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_fault = row["投诉问题"] not in TREATMENTS
            if is_fault and row["问题类型"] != OTHER:
                yield Report(
                    row["投诉车系"],
                    row["投诉问题"],
                    row["问题类型"],
                    row["投诉日期"][:7],
                    row["投诉简述"],
                )
