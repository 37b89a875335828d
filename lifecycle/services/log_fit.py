"""A scorecard fitted on several logs at once, with the record of what it was fitted on."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lifecycle.rules.backtest import Protocol, Rows, cutoff_weeks, judged_rows, log_histories
from lifecycle.rules.dormancy import Scorecard
from lifecycle.rules.fitting import fit_scorecard
from lifecycle.rules.states import Thresholds
from lifecycle.services.logs import read_log
from lifecycle.services.scorecards import scorecard_data

WEIGHT_OF_ALL = 50_000.0


def log_rows(path: Path, protocol: Protocol) -> Rows:
    """Return every judged row of a log, early cut-offs and late ones."""
    log = read_log(path).log
    histories = log_histories(log, first_day=int(log.day.min()))
    earlier, test = cutoff_weeks(len(histories.bits), protocol)
    return judged_rows(histories, np.concatenate((earlier, test)), protocol.horizon_weeks, Thresholds())


def fit_on_logs(rows: Sequence[Rows]) -> Scorecard:
    """Return the card that fits all these logs; a log weighs as the square root of its rows.

    Errors: TooFewRows.
    """
    sizes = [len(one.silent) for one in rows]
    weight = np.concatenate([np.full(size, size**-0.5) for size in sizes if size])
    weight *= WEIGHT_OF_ALL / weight.sum()
    values = np.concatenate([one.values for one in rows], axis=1)
    return fit_scorecard(values, np.concatenate([one.silent for one in rows]), weights=weight)


def fit_record(
    card: Scorecard, names: Sequence[str], rows: Sequence[Rows], protocol: Protocol, day: date
) -> dict[str, Any]:
    """Return the card as it is committed: with logs, rows, protocol and day of the fit."""
    logs = {name: len(one.silent) for name, one in zip(names, rows, strict=True)}
    return {
        "scorecard": scorecard_data(card),
        "fitted_on": {"rows_by_log": logs, "horizon_weeks": protocol.horizon_weeks, "day": day.isoformat()},
    }
