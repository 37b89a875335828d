"""`manage.py evaluate_dormancy LOG.csv[.gz] --out FILE`: hold the dormancy score against a log of one's own."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity.rules.calendar import day_of
from common.errors import ReaderError
from lifecycle.rules.backtest import Protocol, log_histories
from lifecycle.rules.states import State, Thresholds
from lifecycle.services.evaluation import Evaluation, evaluate_histories, trap_rate, write_rows
from lifecycle.services.logs import NamedLog, read_log
from lifecycle.services.scorecards import load_scorecard, shipped_scorecard


class Command(BaseCommand):
    help = "Judge the dormancy score and states on a log of (member, day, dimension, count)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("log", type=Path)
        parser.add_argument("--horizon-weeks", type=int, default=8)
        parser.add_argument("--every-weeks", type=int, default=4, help="between cut-offs")
        parser.add_argument("--share", type=float, default=0.40, help="last part of the log that is judged")
        parser.add_argument("--scorecard", type=Path, help="JSON of fit_scorecard; as shipped if not given")
        parser.add_argument("--presence", nargs="*", default=[], help="dimensions of mere presence")
        parser.add_argument("--refit", action="store_true", help="score with the card refitted on the log's own past")
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["horizon_weeks"] <= 52 or options["every_weeks"] < 1 or not 0 < options["share"] < 1:
            raise CommandError("--horizon-weeks 1…52, --every-weeks ≥ 1, 0 < --share < 1")
        protocol = Protocol(options["horizon_weeks"], options["every_weeks"], options["share"])
        try:
            named = read_log(options["log"], presence=options["presence"])
            card = load_scorecard(options["scorecard"]) if options["scorecard"] else shipped_scorecard()
        except ReaderError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        first = int(named.log.day.min())
        histories = log_histories(named.log, first_day=first)
        judged = evaluate_histories(
            histories, card=card, limits=Thresholds(), protocol=protocol, use_refit=options["refit"]
        )
        write_rows(options["out"], _rows(judged, named, first))
        self._tell(judged, trap_rate(named, histories, judged))

    def _tell(self, judged: Evaluation, trap: tuple[int, float]) -> None:
        if not judged.figures["rows"]:
            self.stdout.write(
                "没有可评判的行: 日志太短或成员活跃太少 · no row to judge: log too short, members too quiet"
            )
            return
        told = (("score", judged.figures), ("own refit", judged.refitted), ("refitted each month", judged.monthly))
        for name, figures in told:
            if figures is None:
                self.stdout.write(f"{name}: 历史不足 200 行 · fewer than 200 matured rows")
                continue
            self.stdout.write(
                f"{name}: rows {figures['rows']:,}, silent {figures['silent_rate']:.3f}, AUC {figures['auc']:.4f},"
                f" AUC active in 4 weeks {figures['auc_active']:.4f}, recall at 5% false alarms"
                f" {figures['recall_active']:.3f}, Brier {figures['brier']:.4f},"
                f" calibration error {figures['calibration_error']:.4f}"
            )
        s = judged.stability
        self.stdout.write(
            f"states: {s.changes:,} changes, {s.reversed_rate:.4f} reversed within 4 weeks,"
            f" {s.changes_per_member_year:.2f} a member-year; {s.became_dormant:,} became dormant,"
            f" {s.truly_silent_rate:.3f} of them truly silent"
        )
        if trap[0]:
            self.stdout.write(f"posts stopped, logins go on: {trap[0]:,} rows, {trap[1]:.4f} called dormant")


def _rows(judged: Evaluation, named: NamedLog, first: int) -> Iterator[tuple[Any, ...]]:
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
        day = start + timedelta(weeks=cutoff)
        yield named.names[member], day, f"{score:.6f}", State(state).name.lower(), int(silent)
