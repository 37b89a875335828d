"""`manage.py evaluate_dormancy LOG.csv[.gz] --out FILE`: evaluate the
dormancy score on a log.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity.rules.calendar import day_of
from common.errors import DomainError
from lifecycle.research.evaluation import trap_rate, write_rows
from lifecycle.research.logs import NamedLog, read_log
from lifecycle.rules.backtest import Protocol, Stability, log_histories
from lifecycle.rules.evaluation import Evaluation, evaluate_histories
from lifecycle.rules.states import State, Thresholds
from lifecycle.selectors.scorecards import load_scorecard, shipped_scorecard


class Command(BaseCommand):
    help = "Judge the dormancy score and states on a log of (member, day, dimension, count)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("log", type=Path)
        parser.add_argument("--horizon-weeks", type=int, default=8)
        parser.add_argument(
            "--every-weeks",
            type=int,
            default=4,
            help="between cut-offs",
        )
        parser.add_argument(
            "--share",
            type=float,
            default=0.40,
            help="last part of the log that is judged",
        )
        parser.add_argument(
            "--scorecard",
            type=Path,
            help="JSON of fit_scorecard; as shipped if not given",
        )
        parser.add_argument(
            "--presence",
            nargs="*",
            default=[],
            help="dimensions of mere presence",
        )
        parser.add_argument(
            "--refit",
            action="store_true",
            help="score with the card refitted on the log's own past",
        )
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        protocol = _protocol_of(options)
        try:
            named = read_log(options["log"], presence=options["presence"])
            card = shipped_scorecard()
            if options["scorecard"]:
                card = load_scorecard(options["scorecard"])
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        first = int(named.log.day.min())
        histories = log_histories(named.log, first_day=first)
        judged = evaluate_histories(
            histories,
            card=card,
            limits=Thresholds(),
            protocol=protocol,
            use_refit=options["refit"],
        )
        write_rows(options["out"], _rows(judged, named, first))
        if not judged.figures["rows"]:
            self.stdout.write(
                "没有可评判的行: 日志太短或成员活跃太少 · "
                "no row to judge: log too short, members too quiet",
            )
            return
        self._print_figures("score", judged.figures)
        self._print_figures("own refit", judged.refitted)
        self._print_figures("refitted each month", judged.monthly)
        self._print_stability(judged.stability)
        trapped, called_dormant = trap_rate(named, histories, judged)
        if trapped:
            self.stdout.write(
                f"posts stopped, logins continue: {trapped:,} rows, "
                f"{called_dormant:.4f} called dormant",
            )

    def _print_figures(
        self,
        name: str,
        figures: dict[str, float] | None,
    ) -> None:
        if figures is None:
            self.stdout.write(
                f"{name}: 历史不足 200 行 · fewer than 200 matured rows",
            )
            return
        self.stdout.write(
            f"{name}: rows {figures['rows']:,}, "
            f"silent {figures['silent_rate']:.3f}, "
            f"AUC {figures['auc']:.4f}, "
            f"AUC active in 4 weeks {figures['auc_active']:.4f}, "
            f"recall at 5% false alarms {figures['recall_active']:.3f}, "
            f"Brier {figures['brier']:.4f}, "
            f"calibration error {figures['calibration_error']:.4f}",
        )

    def _print_stability(self, stability: Stability) -> None:
        self.stdout.write(
            f"states: {stability.changes:,} changes, "
            f"{stability.reversed_rate:.4f} reversed within 4 weeks, "
            f"{stability.changes_per_member_year:.2f} a member-year; "
            f"{stability.became_dormant:,} became dormant, "
            f"{stability.truly_silent_rate:.3f} of them truly silent",
        )


def _protocol_of(options: dict[str, Any]) -> Protocol:
    """Return the protocol of the options. Errors: CommandError."""
    protocol = Protocol(
        options["horizon_weeks"],
        options["every_weeks"],
        options["share"],
    )
    is_possible = (
        1 <= protocol.horizon_weeks <= 52
        and protocol.every_weeks >= 1
        and 0 < protocol.share < 1
    )
    if not is_possible:
        raise CommandError(
            "--horizon-weeks 1…52, --every-weeks ≥ 1, 0 < --share < 1",
        )
    return protocol


def _rows(
    judged: Evaluation,
    named: NamedLog,
    first: int,
) -> Iterator[tuple[Any, ...]]:
    """Yield name, day, score, state and outcome of every judged row."""
    start = day_of(first)
    rows = judged.rows
    for member, cutoff, score, state, silent in zip(
        rows.member.tolist(),
        rows.cutoff.tolist(),
        judged.score.tolist(),
        judged.state.tolist(),
        rows.silent.tolist(),
        strict=True,
    ):
        yield (
            named.names[member],
            start + timedelta(weeks=cutoff),
            f"{score:.6f}",
            State(state).name.lower(),
            int(silent),
        )
