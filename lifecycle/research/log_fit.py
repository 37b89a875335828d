"""A scorecard fitted on several logs at once, with the record of the fit."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lifecycle.research.logs import read_log
from lifecycle.rules.backtest import (
    Protocol,
    Rows,
    cutoff_weeks,
    evaluated_rows,
    join_rows,
    log_histories,
)
from lifecycle.rules.dormancy import Scorecard
from lifecycle.rules.fitting import fit_scorecard
from lifecycle.rules.states import Thresholds
from lifecycle.selectors.scorecards import scorecard_data

WEIGHT_OF_ALL = 50_000.0


def log_rows(path: Path, protocol: Protocol) -> Rows:
    """Return every judged row of a log, of early and late cut-offs."""
    log = read_log(path).log
    histories = log_histories(log, first_day=int(log.day.min()))
    earlier, test = cutoff_weeks(len(histories.bits), protocol)
    return evaluated_rows(
        histories,
        np.concatenate((earlier, test)),
        protocol.horizon_weeks,
        Thresholds(),
    )


def fit_on_logs(rows: Sequence[Rows]) -> Scorecard:
    """Return the card that fits all these logs.

    The weight of a log is the square root of its number of rows.
    Errors: TooFewRows.
    """
    sizes = np.array([len(one.silent) for one in rows if len(one.silent)])
    weight = np.repeat(sizes**-0.5, sizes)
    weight *= WEIGHT_OF_ALL / weight.sum()
    joined = join_rows(rows)
    return fit_scorecard(joined.values, joined.silent, weights=weight)


def fit_record(
    card: Scorecard,
    names: Sequence[str],
    rows: Sequence[Rows],
    protocol: Protocol,
    day: date,
) -> dict[str, Any]:
    """Return the card with the logs, rows, protocol and day of the fit, as
    JSON to be committed.
    """
    logs = {
        name: len(one.silent) for name, one in zip(names, rows, strict=True)
    }
    return {
        "scorecard": scorecard_data(card),
        "fitted_on": {
            "rows_by_log": logs,
            "horizon_weeks": protocol.horizon_weeks,
            "day": day.isoformat(),
        },
    }
