"""A log held against the scorecard: one row a member and cut-off, and how right it all was."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.backtest import (
    Protocol,
    Rows,
    Stability,
    cutoff_weeks,
    judged_rows,
    log_histories,
    measure_stability,
    refit,
    rows_known_before,
    walk_states,
)
from lifecycle.rules.dormancy import Scorecard, contributions, score_contributions
from lifecycle.rules.fitting import TooFewRows
from lifecycle.rules.histories import Floats, Histories, silences
from lifecycle.rules.measures import auc, brier, calibration_curve, calibration_error, recall_at_false_alarms
from lifecycle.rules.paths import Rules
from lifecycle.rules.states import State, Thresholds
from lifecycle.services.logs import NamedLog

ACTIVE_DAYS = 28
FALSE_ALARM_RATE = 0.05
TRAP_DAYS = 56


class Evaluation(NamedTuple):
    """The judged rows with score and state, and the figures.

    refitted: of a card fitted once, before the first cut-off; None where the past was too short · monthly: of a card
    refitted at every cut-off on what was known by then, as the monthly task does.
    """

    rows: Rows
    score: Floats
    state: NDArray[np.uint8]
    figures: dict[str, float]
    refitted: dict[str, float] | None
    monthly: dict[str, float] | None
    stability: Stability
    curve: list[tuple[float, float, int]]


def evaluate_histories(
    histories: Histories,
    *,
    card: Scorecard,
    limits: Thresholds,
    protocol: Protocol,
    prior: Scorecard | None = None,
    use_refit: bool = False,
) -> Evaluation:
    """Judge a card on the last part of these histories.

    The refit is fitted on what was known before the first cut-off, starting from `prior`, which must know nothing of
    these histories (`card` if not given); with `use_refit` score and state are its own.
    """
    prior = prior or card
    earlier, test = cutoff_weeks(len(histories.bits), protocol)
    past = judged_rows(histories, earlier, protocol.horizon_weeks, limits)
    rows = judged_rows(histories, test, protocol.horizon_weeks, limits)
    own, refitted, monthly = None, None, None
    if len(test):
        own = _refit_on(past, int(test[0]), prior, protocol)
        refitted = _figures(rows, _scores(rows, own)) if own is not None else None
        served = monthly_scores(past, rows, prior, protocol)
        monthly = _figures(rows, served) if served is not None else None
    chosen = own if use_refit and own is not None else card
    score = _scores(rows, chosen)
    states = walk_states(histories, Rules(chosen, limits, 0))
    first = int(test[0]) if len(test) else len(states)
    stability = measure_stability(states, histories, first_row=first, horizon_weeks=protocol.horizon_weeks)
    state = states[rows.cutoff - 1, rows.member]
    return Evaluation(
        rows, score, state, _figures(rows, score), refitted, monthly, stability, calibration_curve(score, rows.silent)
    )


def _refit_on(past: Rows, before: int, prior: Scorecard, protocol: Protocol) -> Scorecard | None:
    matured = rows_known_before(past, before, protocol.horizon_weeks)
    try:
        return refit(prior, past.where(matured))
    except TooFewRows:
        return None


def monthly_scores(past: Rows, test: Rows, prior: Scorecard, protocol: Protocol) -> Floats | None:
    """Return every judged row's score by the card of its time, `prior` until one can be fitted; None if none can."""
    every = Rows(*(np.concatenate(columns, axis=-1) for columns in zip(past, test, strict=True)))
    score, is_refitted = _scores(test, prior), False
    for cutoff in np.unique(test.cutoff).tolist():
        own = _refit_on(every, cutoff, prior, protocol)
        if own is not None:
            now = test.cutoff == cutoff
            score[now], is_refitted = _scores(test.where(now), own), True
    return score if is_refitted else None


def _scores(rows: Rows, card: Scorecard) -> Floats:
    return score_contributions(contributions(rows.values, card), card)


def _figures(rows: Rows, score: Floats) -> dict[str, float]:
    active = rows.silence < ACTIVE_DAYS
    return {
        "rows": len(score),
        "silent_rate": float(rows.silent.mean()) if len(score) else float("nan"),
        "auc": auc(score, rows.silent),
        "auc_active": auc(score[active], rows.silent[active]),
        "recall_active": recall_at_false_alarms(score[active], rows.silent[active], FALSE_ALARM_RATE)
        if active.any()
        else float("nan"),
        "brier": brier(score, rows.silent),
        "calibration_error": calibration_error(score, rows.silent),
    }


def trap_rate(named: NamedLog, histories: Histories, evaluation: Evaluation) -> tuple[int, float]:
    """Return how many judged rows had stopped contributing for 8 weeks but were present within 4, and the share of
    them called dormant: the article's trap. (0, NaN) for a log without presence.
    """
    log = named.log
    if not log.is_presence.any() or log.is_presence.all():
        return 0, float("nan")
    contributing = log_histories(log, first_day=int(log.day.min()), only=~log.is_presence)
    rows = evaluation.rows
    cutoffs, place = np.unique(rows.cutoff, return_inverse=True)
    silence = silences(contributing.bits, cutoffs - 1)[place, rows.member]
    has_contributed = contributing.first_week[rows.member] < rows.cutoff
    trapped = (silence >= TRAP_DAYS) & has_contributed & (rows.silence < ACTIVE_DAYS)
    if not trapped.any():
        return 0, float("nan")
    return int(trapped.sum()), float((evaluation.state[trapped] == State.DORMANT).mean())


def write_rows(path: Path, rows: Iterator[tuple[Any, ...]]) -> None:
    """The judged rows stand in a CSV file: member, cutoff (a day), score, state, outcome (1: silent)."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("member", "cutoff", "score", "state", "outcome"))
        writer.writerows(rows)
