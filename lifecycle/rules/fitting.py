"""Fitting the scorecard: a logistic regression that respects signs and holds on to what was known before."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.rules.dormancy import FACTORS, PIECES, Scorecard, contributions, ramps
from lifecycle.rules.histories import Floats

MATURED_ROWS_NEEDED = 200
PRIOR_STRENGTH = 300.0
MOST_STEPS = 60
SETTLED = 1e-9

SIGNS = np.repeat([float(factor.sign) for factor in FACTORS], PIECES)


class TooFewRows(ValueError):
    """Fewer matured rows than a fit needs; `rows` says how many there were."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows} < {MATURED_ROWS_NEEDED}")
        self.rows = rows


def fit_scorecard(
    values: Floats,
    silent: NDArray[np.bool_],
    *,
    weights: Floats | None = None,
    prior: Scorecard | None = None,
    strength: float = PRIOR_STRENGTH,
) -> Scorecard:
    """Return the scorecard most probable after n rows, starting from what `prior` says.

    Shape:  values (6, n), silent (n,), weights (n,) or None.
    Units:  strength is the prior's precision in standardised units; without a prior a weak one at zero holds.
    Errors: TooFewRows below MATURED_ROWS_NEEDED rows, or where all rows ended alike.
    Source: MAP logistic regression by projected Newton steps (Bertsekas 1982) on the signed orthant.
    """
    if len(silent) < MATURED_ROWS_NEEDED or silent.all() or not silent.any():
        raise TooFewRows(len(silent))
    design = ramps(values)
    weight = np.ones(len(silent)) if weights is None else weights
    mean = np.average(design, axis=0, weights=weight)
    scale = np.sqrt(np.average((design - mean) ** 2, axis=0, weights=weight))
    scale = np.where(scale > 1e-9, scale, 1.0)
    standard = np.column_stack((np.ones(len(design)), (design - mean) / scale * SIGNS))
    centre, precision = np.zeros(1 + len(SIGNS)), np.full(1 + len(SIGNS), 1.0)
    if prior is not None:
        slopes = np.asarray(prior.slopes).reshape(-1)
        centre[1:] = slopes * scale * SIGNS
        centre[0] = prior.intercept + float(slopes @ mean)
        precision[:] = strength
    precision[0] = 1e-3
    solution = _maximise(standard, silent.astype(np.float64), weight, centre, precision)
    slopes = solution[1:] / scale * SIGNS
    card = Scorecard(
        slopes=tuple(tuple(float(s) for s in row) for row in slopes.reshape(len(FACTORS), PIECES)),
        intercept=float(solution[0] - slopes @ mean),
    )
    return with_usual(card, values, weight)


def with_usual(card: Scorecard, values: Floats, weight: Floats | None = None) -> Scorecard:
    """Return the card whose usual contributions are the mean over these rows (6, n)."""
    parts = contributions(values, card)
    usual = tuple(float(np.average(part, weights=weight)) for part in parts)
    return Scorecard(card.slopes, card.intercept, usual, card.calibration_slope, card.calibration_shift)


def recalibrate(
    card: Scorecard, values: Floats, silent: NDArray[np.bool_], *, strength: float = PRIOR_STRENGTH
) -> Scorecard:
    """Return the card with slope and shift moved towards what makes its chances right on these rows.

    Shape:  values (6, n), silent (n,).
    Units:  strength is the precision of the prior at slope 1 and shift 0: few rows move them little.
    Errors: TooFewRows.
    """
    if len(silent) < MATURED_ROWS_NEEDED or silent.all() or not silent.any():
        raise TooFewRows(len(silent))
    raw = card.intercept + contributions(values, card).sum(axis=0)
    design = np.column_stack((np.ones(len(raw)), raw))
    start, precision = np.array([0.0, 1.0]), np.full(2, strength)
    shift, slope = _maximise(design, silent.astype(np.float64), np.ones(len(raw)), start, precision)
    return Scorecard(card.slopes, card.intercept, card.usual, max(float(slope), 0.05), float(shift))


def _maximise(design: Floats, outcome: Floats, weight: Floats, centre: Floats, precision: Floats) -> Floats:
    """Return the maximum of the log-posterior over x[0] free, x[1:] ≥ 0."""
    x = centre.copy()
    x[1:] = np.maximum(x[1:], 0.0)
    value = _loss(x, design, outcome, weight, centre, precision)
    for _step in range(MOST_STEPS):
        chance = 1 / (1 + np.exp(-(design @ x)))
        gradient = design.T @ (weight * (chance - outcome)) + precision * (x - centre)
        curvature = weight * chance * (1 - chance)
        hessian = (design * curvature[:, None]).T @ design + np.diag(precision)
        held = (x <= 0) & (gradient > 0)
        held[0] = False
        free = ~held
        direction = np.zeros_like(x)
        direction[free] = -np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
        x, improved = _step_along(x, direction, value, design, outcome, weight, centre, precision)
        if value - improved < SETTLED * (1 + abs(value)):
            return x
        value = improved
    return x


def _step_along(
    x: Floats, direction: Floats, value: float,
    design: Floats, outcome: Floats, weight: Floats, centre: Floats, precision: Floats,
) -> tuple[Floats, float]:  # fmt: skip
    size = 1.0
    while size > 1e-6:
        tried = x + size * direction
        tried[1:] = np.maximum(tried[1:], 0.0)
        loss = _loss(tried, design, outcome, weight, centre, precision)
        if loss < value:
            return tried, loss
        size /= 2
    return x, value


def _loss(x: Floats, design: Floats, outcome: Floats, weight: Floats, centre: Floats, precision: Floats) -> float:
    odds = design @ x
    likelihood = weight @ (np.logaddexp(0, odds) - outcome * odds)
    return float(likelihood + 0.5 * (precision @ (x - centre) ** 2))
