"""Fitting the scorecard: a logistic regression that respects the factors'
signs and starts from a prior.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from lifecycle.rules.arrays import Bools, Floats
from lifecycle.rules.dormancy import Scorecard, contributions, ramps
from lifecycle.rules.factors import FACTORS, PIECES

MATURED_ROWS_NEEDED = 200
PRIOR_STRENGTH = 300.0
MAX_STEPS = 60
MIN_CALIBRATION_SLOPE = 0.05
SETTLED = 1e-9

SIGNS = np.repeat([float(factor.sign) for factor in FACTORS], PIECES)


class TooFewRows(ValueError):
    """There are fewer matured rows than a fit needs, or all ended alike."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} < {MATURED_ROWS_NEEDED}")
        self.rows = rows


def fit_scorecard(
    values: Floats,
    silent: Bools,
    *,
    weights: Floats | None = None,
    prior: Scorecard | None = None,
    strength: float = PRIOR_STRENGTH,
) -> Scorecard:
    """Return the most probable scorecard after n rows.

    Shape:  values (factors, n), silent (n,), weights (n,) or None.
    Units:  strength is the prior's precision in standardised units; without a
    prior, a weak one at zero is used.
    Errors: TooFewRows below MATURED_ROWS_NEEDED rows, or where all rows ended
    alike.
    Source: MAP logistic regression by projected Newton steps (Bertsekas 1982)
    on the signed orthant.
    """
    _check_enough(silent)
    design = ramps(values)
    weight = np.ones(len(silent)) if weights is None else weights
    mean = np.average(design, axis=0, weights=weight)
    scale = np.sqrt(np.average((design - mean) ** 2, axis=0, weights=weight))
    scale = np.where(scale > 1e-9, scale, 1.0)
    centre = np.zeros(1 + len(SIGNS))
    precision = np.ones(1 + len(SIGNS))
    if prior is not None:
        prior_slopes = np.asarray(prior.slopes).reshape(-1)
        centre[1:] = prior_slopes * scale * SIGNS
        centre[0] = prior.intercept + float(prior_slopes @ mean)
        precision[:] = strength
    precision[0] = 1e-3
    standard = (design - mean) / scale * SIGNS
    posterior = Posterior(
        design=np.column_stack((np.ones(len(design)), standard)),
        outcome=silent.astype(np.float64),
        weight=weight,
        centre=centre,
        precision=precision,
    )
    solution = _maximise(posterior)
    slopes = solution[1:] / scale * SIGNS
    card = Scorecard(
        slopes=_rows_of_slopes(slopes),
        intercept=float(solution[0] - slopes @ mean),
    )
    return with_usual(card, values, weight)


def _check_enough(silent: Bools) -> None:
    is_enough = len(silent) >= MATURED_ROWS_NEEDED
    if not is_enough or silent.all() or not silent.any():
        raise TooFewRows(len(silent))


def _rows_of_slopes(slopes: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, slopes.reshape(len(FACTORS), PIECES).tolist()))


def with_usual(
    card: Scorecard,
    values: Floats,
    weight: Floats | None = None,
) -> Scorecard:
    """Return the card whose usual contributions are the mean over these rows.

    Shape: values (factors, n), weight (n,).
    """
    usual = np.average(contributions(values, card), axis=1, weights=weight)
    return replace(card, usual=tuple(usual.tolist()))


def recalibrate(
    card: Scorecard,
    values: Floats,
    silent: Bools,
    *,
    strength: float = PRIOR_STRENGTH,
) -> Scorecard:
    """Return the card with its calibration fitted on these rows.

    Shape:  values (factors, n), silent (n,).
    Units:  strength is the precision of the prior at slope 1 and shift 0, so
    few rows move them little.
    Errors: TooFewRows.
    """
    _check_enough(silent)
    raw = card.intercept + contributions(values, card).sum(axis=0)
    posterior = Posterior(
        design=np.column_stack((np.ones(len(raw)), raw)),
        outcome=silent.astype(np.float64),
        weight=np.ones(len(raw)),
        centre=np.array([0.0, 1.0]),
        precision=np.full(2, strength),
    )
    shift, slope = _maximise(posterior)
    return replace(
        card,
        calibration_slope=max(float(slope), MIN_CALIBRATION_SLOPE),
        calibration_shift=float(shift),
    )


class Posterior(NamedTuple):
    """A logistic regression with a normal prior on its k coefficients.

    Shape: design (n, k), outcome and weight (n,), centre and precision (k,).
    """

    design: Floats
    outcome: Floats
    weight: Floats
    centre: Floats
    precision: Floats

    def loss(self, x: Floats) -> float:
        """Return the negative logarithm of the posterior at x, up to a constant."""
        odds = self.design @ x
        misfit = np.logaddexp(0, odds) - self.outcome * odds
        distance = self.precision @ (x - self.centre) ** 2
        return float(self.weight @ misfit + 0.5 * distance)

    def newton_direction(self, x: Floats) -> Floats:
        """Return the Newton step from x; coefficients held at 0 do not move."""
        chance = 1 / (1 + np.exp(-(self.design @ x)))
        pull = self.precision * (x - self.centre)
        misfit = self.weight * (chance - self.outcome)
        gradient = self.design.T @ misfit + pull
        curvature = self.weight * chance * (1 - chance)
        hessian = (self.design * curvature[:, None]).T @ self.design
        hessian += np.diag(self.precision)
        is_free = (x > 0) | (gradient <= 0)
        is_free[0] = True
        direction = np.zeros_like(x)
        direction[is_free] = -np.linalg.solve(
            hessian[np.ix_(is_free, is_free)],
            gradient[is_free],
        )
        return direction


def _maximise(posterior: Posterior) -> Floats:
    """Return the maximum of the posterior over x[0] free, x[1:] ≥ 0."""
    x = _projected(posterior.centre)
    value = posterior.loss(x)
    for _step in range(MAX_STEPS):
        direction = posterior.newton_direction(x)
        x, improved = _step_along(posterior, x, direction, value)
        if value - improved < SETTLED * (1 + abs(value)):
            return x
        value = improved
    return x


def _projected(x: Floats) -> Floats:
    projected = x.copy()
    projected[1:] = np.maximum(projected[1:], 0.0)
    return projected


def _step_along(
    posterior: Posterior,
    x: Floats,
    direction: Floats,
    value: float,
) -> tuple[Floats, float]:
    """Return the first better point on halved steps, and its loss."""
    size = 1.0
    while size > 1e-6:
        tried = _projected(x + size * direction)
        loss = posterior.loss(tried)
        if loss < value:
            return tried, loss
        size /= 2
    return x, value
