"""`manage.py evaluate_feed_watch`: false alarms and delays of the feed watch on logs of events."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from activity.research.feed_watch import (
    FeedRecord,
    evaluate_feed,
    read_log,
)

MIN_EVENTS = 500


class Command(BaseCommand):
    help = (
        "Replay logs (csv.gz with time or day, and action or dimension) and report, for each "
        "feed of them, false alarms a year and the days until a cut-off is noticed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("logs", nargs="+", type=Path)
        parser.add_argument("--cuts", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            "log · feed | a week | years | false alarms a year | days to alarm: median, 90 %",
        )
        for path in options["logs"]:
            if not path.is_file():
                raise CommandError(f"{path} is not there")
            for feed in read_log(path):
                if feed.counts.sum() < MIN_EVENTS:
                    continue
                record = evaluate_feed(
                    feed,
                    cuts=options["cuts"],
                    seed=options["seed"],
                )
                self.stdout.write(f"{path.name} · {_line(record)}")


def _line(record: FeedRecord) -> str:
    a_year = record.false_alarms / max(record.years, 0.01)
    parts = [
        record.name,
        f"{record.per_week:,.1f}",
        f"{record.years:.1f}",
        f"{a_year:.2f}",
    ]
    if record.delays:
        median, most = np.quantile(record.delays, (0.5, 0.9))
        parts.append(f"{median:.1f}, {most:.1f}")
    else:
        parts.append("no rhythm")
    return " | ".join(parts)
