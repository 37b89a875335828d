"""Print how often campaigns without an effect raise a false alarm."""

from argparse import ArgumentParser
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand

from campaigns.research.simulation import make_log, simulate_campaigns

LOG_DAYS = 180


class Command(BaseCommand):
    help = (
        "Runs campaigns over a generated log of member-days: once without an "
        "effect, once with a planted one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--draws", type=int, default=2000)
        parser.add_argument("--members", type=int, default=400)
        parser.add_argument("--share", type=float, default=0.2)
        parser.add_argument("--gain", type=float, default=0.4)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        generator = np.random.default_rng(options["seed"])
        log = make_log(options["members"], LOG_DAYS, generator)
        for is_draw, name in ((True, "draw"), (False, "comparison")):
            found = simulate_campaigns(
                log,
                is_draw=is_draw,
                share=options["share"],
                gain=options["gain"],
                draws=options["draws"],
                seed=options["seed"],
            )
            self.stdout.write(
                f"{name}: said {found.said:.3f}, false alarms "
                f"{found.false_alarms:.3f}, coverage {found.coverage:.3f}, "
                f"seen {found.seen:.3f}",
            )
