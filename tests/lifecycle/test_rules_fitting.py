"""Fitting: signs hold, few rows are refused, the prior holds on, and chances become right."""

import numpy as np
import pytest

from lifecycle.rules.dormancy import (
    Scorecard,
    contributions,
    score_contributions,
)
from lifecycle.rules.factors import FACTORS
from lifecycle.rules.fitting import (
    MATURED_ROWS_NEEDED,
    TooFewRows,
    fit_scorecard,
    recalibrate,
)
from lifecycle.rules.forecast_quality import (
    auc,
    brier,
    calibration_error,
    recall_at_false_alarms,
)
from lifecycle.selectors.scorecards import shipped_scorecard

CARD = shipped_scorecard()


def rows(
    count: int,
    seed: int = 3,
    shift: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return factors as a community would show them, and outcomes drawn from the shipped card."""
    random = np.random.default_rng(seed)
    values = np.stack(
        [
            random.gamma(1.0, 1.0, count),
            random.normal(-0.5, 0.8, count),
            random.normal(-0.5, 1.2, count),
            random.normal(-0.3, 1.0, count),
            np.log1p(random.integers(4, 53, count)),
            np.log1p(random.integers(8, 157, count)),
        ],
    )
    odds = CARD.intercept + contributions(values, CARD).sum(axis=0) + shift
    return values, random.random(count) < 1 / (1 + np.exp(-odds))


def test_a_fit_finds_what_made_the_rows() -> None:
    values, silent = rows(20_000)
    fitted = fit_scorecard(values, silent)
    truth = score_contributions(contributions(values, CARD), CARD)
    found = score_contributions(contributions(values, fitted), fitted)
    assert np.abs(truth - found).mean() < 0.02
    assert auc(found, silent) > auc(truth, silent) - 0.005


def test_signs_hold_even_where_the_rows_say_the_contrary() -> None:
    values, silent = rows(3000)
    fitted = fit_scorecard(values, ~silent)
    assert all(
        s * f.sign >= 0
        for f, row in zip(FACTORS, fitted.slopes, strict=True)
        for s in row
    )


def test_a_strong_prior_holds_on_and_a_weak_one_lets_go() -> None:
    values, silent = rows(400, shift=1.5)

    def distance(strength: float) -> float:
        fitted = fit_scorecard(values, silent, prior=CARD, strength=strength)
        return float(
            np.abs(np.asarray(fitted.slopes) - np.asarray(CARD.slopes)).max(),
        )

    assert distance(1e6) < 1e-3 < distance(1.0)


@pytest.mark.parametrize("count", [0, 1, MATURED_ROWS_NEEDED - 1])
def test_few_rows_are_refused(count) -> None:
    values, silent = rows(count)
    for fit in (
        lambda: fit_scorecard(values, silent),
        lambda: recalibrate(CARD, values, silent),
    ):
        with pytest.raises(TooFewRows):
            fit()


def test_rows_that_all_ended_alike_are_refused() -> None:
    values, _silent = rows(1000)
    with pytest.raises(TooFewRows):
        fit_scorecard(values, np.ones(1000, dtype=bool))


def test_recalibration_makes_chances_right() -> None:
    values, silent = rows(20_000, shift=1.0)
    before = calibration_error(
        score_contributions(contributions(values, CARD), CARD),
        silent,
    )
    card = recalibrate(CARD, values, silent)
    after = calibration_error(
        score_contributions(contributions(values, card), card),
        silent,
    )
    assert after < 0.02 < before


def test_the_same_rows_give_the_same_card_to_the_bit() -> None:
    values, silent = rows(2000)
    assert fit_scorecard(values, silent, prior=CARD) == fit_scorecard(
        values,
        silent,
        prior=CARD,
    )


def test_measures_of_perfect_random_and_reversed_scores() -> None:
    outcome = np.array([True, False] * 500)
    assert auc(outcome.astype(float), outcome) == 1
    assert auc(1.0 - outcome, outcome) == 0
    assert auc(np.zeros(1000), outcome) == 0.5
    assert np.isnan(auc(np.zeros(3), np.zeros(3, dtype=bool)))
    assert brier(outcome.astype(float), outcome) == 0
    assert recall_at_false_alarms(outcome.astype(float), outcome, 0.05) == 1
    assert calibration_error(np.full(1000, 0.5), outcome) == pytest.approx(
        0,
        abs=0.03,
    )


def test_a_card_without_slopes_says_the_same_of_everybody() -> None:
    flat = Scorecard(tuple((0.0,) * 4 for _f in FACTORS), 0.0)
    values, _silent = rows(10)
    assert (
        score_contributions(contributions(values, flat), flat) == 0.5
    ).all()
