"""Judging a scorecard on a log: the trap of the article, and rows for a file."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lifecycle.research.logs import NamedLog
from lifecycle.rules.backtest import log_histories
from lifecycle.rules.evaluation import ACTIVE_DAYS, Evaluation
from lifecycle.rules.histories import Histories, silences
from lifecycle.rules.states import State

TRAP_DAYS = 56


def trap_rate(
    named: NamedLog,
    histories: Histories,
    evaluation: Evaluation,
) -> tuple[int, float]:
    """Return how many judged rows fall into the article's trap, and the share
    of them called dormant.

    In the trap are members who stopped contributing for 8 weeks but were
    present within 4. (0, NaN) for a log without presence.
    """
    log = named.log
    if not log.is_presence.any() or log.is_presence.all():
        return 0, float("nan")
    contributing = log_histories(
        log,
        first_day=int(log.day.min()),
        only=~log.is_presence,
    )
    rows = evaluation.rows
    cutoffs, row = np.unique(rows.cutoff, return_inverse=True)
    silence = silences(contributing.bits, cutoffs - 1)[row, rows.member]
    has_contributed = contributing.first_week[rows.member] < rows.cutoff
    trapped = (
        (silence >= TRAP_DAYS) & has_contributed & (rows.silence < ACTIVE_DAYS)
    )
    if not trapped.any():
        return 0, float("nan")
    is_called_dormant = evaluation.state[trapped] == State.DORMANT
    return int(trapped.sum()), float(is_called_dormant.mean())


def write_rows(path: Path, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write the judged rows to a CSV file.

    Columns: member, cutoff (a day), score, state, outcome (1: silent).
    """
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("member", "cutoff", "score", "state", "outcome"))
        writer.writerows(rows)
