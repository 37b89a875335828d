"""Judging a scorecard on the last part of histories: scores, states, figures."""

from typing import NamedTuple

import numpy as np

from lifecycle.rules.arrays import Bytes, Floats
from lifecycle.rules.backtest import (
    Protocol,
    Rows,
    Stability,
    cutoff_weeks,
    evaluated_rows,
    join_rows,
    measure_stability,
    refit,
    replay_states,
    rows_known_before,
)
from lifecycle.rules.dormancy import (
    Scorecard,
    contributions,
    score_contributions,
)
from lifecycle.rules.fitting import TooFewRows
from lifecycle.rules.forecast_quality import (
    auc,
    brier,
    calibration_curve,
    calibration_error,
    recall_at_false_alarms,
)
from lifecycle.rules.histories import Histories
from lifecycle.rules.spells import Rules
from lifecycle.rules.states import Thresholds

ACTIVE_DAYS = 28
FALSE_ALARM_RATE = 0.05


class Evaluation(NamedTuple):
    """The judged rows with score and state, and the figures.

    refitted: figures of a card fitted once, before the first cut-off; None
    where the past was too short · monthly: figures of a card refitted at
    every cut-off on what was known by then, as the monthly task does.
    """

    rows: Rows
    score: Floats
    state: Bytes
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

    The refit is fitted on what was known before the first cut-off. It starts
    from `prior`, which must not have seen these histories (`card` if not
    given). With `use_refit`, score and state are those of the refit.
    """
    prior = prior or card
    horizon = protocol.horizon_weeks
    earlier, test = cutoff_weeks(len(histories.bits), protocol)
    past = evaluated_rows(histories, earlier, horizon, limits)
    rows = evaluated_rows(histories, test, horizon, limits)
    own = None
    monthly = None
    if len(test):
        own = _refit_on(past, int(test[0]), prior, protocol)
        monthly = monthly_scores(past, rows, prior, protocol)
    chosen = own if use_refit and own is not None else card
    score = _scores(rows, chosen)
    states = replay_states(histories, Rules(chosen, limits, 0))
    stability = measure_stability(
        states,
        histories,
        first_row=int(test[0]) if len(test) else len(states),
        horizon_weeks=horizon,
    )
    return Evaluation(
        rows=rows,
        score=score,
        state=states[rows.cutoff - 1, rows.member],
        figures=_figures(rows, score),
        refitted=_figures(rows, _scores(rows, own)) if own else None,
        monthly=None if monthly is None else _figures(rows, monthly),
        stability=stability,
        curve=calibration_curve(score, rows.silent),
    )


def _refit_on(
    past: Rows,
    before: int,
    prior: Scorecard,
    protocol: Protocol,
) -> Scorecard | None:
    matured = rows_known_before(past, before, protocol.horizon_weeks)
    try:
        return refit(prior, past.where(matured))
    except TooFewRows:
        return None


def monthly_scores(
    past: Rows,
    test: Rows,
    prior: Scorecard,
    protocol: Protocol,
) -> Floats | None:
    """Return every judged row's score by the card of its time.

    Until a card can be fitted, `prior` scores; None if none ever can.
    """
    every = join_rows([past, test])
    score = _scores(test, prior)
    is_refitted = False
    for cutoff in np.unique(test.cutoff).tolist():
        own = _refit_on(every, cutoff, prior, protocol)
        if own is None:
            continue
        now = test.cutoff == cutoff
        score[now] = _scores(test.where(now), own)
        is_refitted = True
    return score if is_refitted else None


def _scores(rows: Rows, card: Scorecard) -> Floats:
    """Return the scores that a card gives these rows."""
    return score_contributions(contributions(rows.values, card), card)


def _figures(rows: Rows, score: Floats) -> dict[str, float]:
    active = rows.silence < ACTIVE_DAYS
    recall = float("nan")
    if active.any():
        recall = recall_at_false_alarms(
            score[active],
            rows.silent[active],
            FALSE_ALARM_RATE,
        )
    silent_rate = float(rows.silent.mean()) if len(score) else float("nan")
    return {
        "rows": len(score),
        "silent_rate": silent_rate,
        "auc": auc(score, rows.silent),
        "auc_active": auc(score[active], rows.silent[active]),
        "recall_active": recall,
        "brier": brier(score, rows.silent),
        "calibration_error": calibration_error(score, rows.silent),
    }
