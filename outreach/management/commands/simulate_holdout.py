"""`manage.py simulate_holdout LOG.csv[.gz] --on DAY`: A/A draws on a log."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outreach.research.outcomes import read_outcomes
from outreach.research.simulation import simulate


class Command(BaseCommand):
    help = "Draw hold-outs over members of a log whose outcome is known: false alarms, coverage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("log", type=Path, help="columns member, day")
        parser.add_argument("--on", type=date.fromisoformat, required=True)
        parser.add_argument("--days", type=int, default=28)
        parser.add_argument("--share", type=float, default=0.2)
        parser.add_argument("--gain", type=float, default=0.05)
        parser.add_argument("--draws", type=int, default=2_000)
        parser.add_argument("--members", type=int, default=1_000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        known = read_outcomes(
            options["log"], on=options["on"], days=options["days"]
        )
        if len(known.member_ids) < 2:
            raise CommandError("The log has no quiet members before that day.")
        most = options["members"]
        found = simulate(
            known.member_ids[:most],
            known.outcomes[:most],
            share=options["share"],
            gain=options["gain"],
            draws=options["draws"],
            seed=options["seed"],
        )
        lines = (
            f"members {found.members}, back {found.rate:.1%}",
            f"draws {found.draws}, false alarms {found.false_alarms:.1%}",
            f"coverage {found.coverage:.1%}",
            f"seen {found.seen:.1%}, promised {found.power:.1%}",
        )
        self.stdout.write("\n".join(lines))
