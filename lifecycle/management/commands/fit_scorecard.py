"""`manage.py fit_scorecard LOG… --out FILE`: the scorecard that is shipped,
fitted on activity logs.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import DomainError
from lifecycle.research.log_fit import fit_on_logs, fit_record, log_rows
from lifecycle.rules.backtest import Protocol
from lifecycle.rules.fitting import TooFewRows


class Command(BaseCommand):
    help = (
        "Fit the dormancy scorecard on logs of (member, day, dimension, "
        "count) and write it with its record."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("logs", nargs="+", type=Path)
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--horizon-weeks", type=int, default=8)

    def handle(self, *args: Any, **options: Any) -> None:
        protocol = Protocol(horizon_weeks=options["horizon_weeks"])
        names = []
        for path in options["logs"]:
            names.append(path.name.split(".", maxsplit=1)[0])
        try:
            rows = [log_rows(path, protocol) for path in options["logs"]]
            card = fit_on_logs(rows)
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        except TooFewRows as error:
            raise CommandError(
                f"可用的行太少 · too few rows to fit on: {error}",
            ) from error
        record = fit_record(card, names, rows, protocol, timezone.now().date())
        options["out"].write_text(
            json.dumps(record, indent=1, ensure_ascii=False) + "\n",
            encoding="utf-8",
        )
        self.stdout.write(
            f"{sum(len(one.silent) for one in rows):,} rows of {len(rows)} "
            f"logs -> {options['out'].name}",
        )
