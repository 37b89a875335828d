"""How likely a member is to stay silent, as a scorecard that explains itself.

The factors (lifecycle/rules/factors.py) look at a member's level and at their
silence against their own rhythm. Four straight pieces, whose slopes all have
the factor's sign, turn each factor into a contribution, so a longer silence
can never look better. The contributions add up to the log-odds of silence in
every dimension over the next weeks. Measured on ten public logs, the score
equals gradient boosting on 21 features and beats recency, BG/NBD and BG/BB
(docs/benchmarks.md). Decline per dimension, the common recipe, predicts worse
than plain recency; it is kept for the explanation only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lifecycle.rules.arrays import Floats
from lifecycle.rules.factors import FACTORS, Factor, measure_rates
from lifecycle.rules.histories import Sums


@dataclass(frozen=True)
class Scorecard:
    """Slopes and calibration of the dormancy score.

    slopes (factors, PIECES) · usual (factors,): the contributions of the
    usual member, from which explanations start · log-odds =
    calibration_slope · (intercept + Σ contributions) + calibration_shift.
    """

    slopes: tuple[tuple[float, ...], ...]
    intercept: float
    usual: tuple[float, ...] = (0.0,) * len(FACTORS)
    calibration_slope: float = 1.0
    calibration_shift: float = 0.0


def factor_values(sums: Sums) -> Floats:
    """Return all factors on their scales.

    Shape:  Sums of (a, m) -> (factors, a, m).
    Source: measured design "Dormancy: a monotone scorecard"
    (docs/dormancy.md).
    """
    rates = measure_rates(sums)
    values = np.empty((len(FACTORS), *sums.tenure.shape))
    for factor, out in zip(FACTORS, values, strict=True):
        factor.write_values(sums, rates, out)
    return values


def contributions(values: Floats, card: Scorecard) -> Floats:
    """Return each factor's contribution to the log-odds.

    Shape: (factors, …) -> (factors, …).
    """
    parts = np.empty_like(values)
    for number, factor in enumerate(FACTORS):
        _contribute(factor, values[number], card.slopes[number], parts[number])
    return parts


def _contribute(
    factor: Factor,
    x: Floats,
    slopes: tuple[float, ...],
    part: Floats,
) -> Floats:
    """Write the factor's contributions at `x` into `part` and return it."""
    np.multiply(x, slopes[0], out=part)
    for number, knot in enumerate(factor.scaled_knots):
        bent = x - knot
        np.maximum(bent, 0.0, out=bent)
        bent *= slopes[number + 1] - slopes[number]
        part += bent
    return part


def score_contributions(parts: Iterable[Floats], card: Scorecard) -> Floats:
    """Return the chance of silence 0…1, rounded to a millionth.

    Shape: (factors, …) -> (…).
    """
    each = iter(parts)
    total = card.intercept + next(each)
    for part in each:
        total += part
    odds = card.calibration_slope * total + card.calibration_shift
    return np.asarray(np.round(1 / (1 + np.exp(-odds)), 6), dtype=np.float64)


def score_sums(sums: Sums, card: Scorecard) -> Floats:
    """Return every member's chance of silence. Shape: (a, m) -> (a, m).

    The result is the same, bit for bit, as
    score_contributions(contributions(factor_values(sums), card), card), in
    less memory.
    """
    return score_contributions(_contributions_of(sums, card), card)


def _contributions_of(sums: Sums, card: Scorecard) -> Iterator[Floats]:
    """Yield each factor's contributions, in arrays that the next one reuses."""
    rates = measure_rates(sums)
    values = np.empty(sums.tenure.shape)
    part = np.empty(sums.tenure.shape)
    for number, factor in enumerate(FACTORS):
        slopes = card.slopes[number]
        if factor.counts_weeks:
            weeks = factor.measure(sums, rates)
            yield _contributions_of_weeks(number, slopes)[weeks]
        else:
            factor.write_values(sums, rates, values)
            yield _contribute(factor, values, slopes, part)


@lru_cache(maxsize=32)
def _contributions_of_weeks(number: int, slopes: tuple[float, ...]) -> Floats:
    """Return what each number of weeks contributes to a factor."""
    weeks = FACTORS[number].scaled_weeks
    return _contribute(FACTORS[number], weeks, slopes, np.empty_like(weeks))


def explain(parts: Floats, card: Scorecard) -> Floats:
    """Return how far each factor moves the log-odds from the usual member's.

    Shape: (factors, …) -> (factors, …). Units: log-odds after calibration;
    positive speaks for dormancy.
    """
    usual = np.asarray(card.usual).reshape((-1,) + (1,) * (parts.ndim - 1))
    return np.asarray(
        card.calibration_slope * (parts - usual),
        dtype=np.float64,
    )


def ramps(values: Floats) -> Floats:
    """Return the pieces on which slopes are fitted.

    Shape: (factors, n) -> (n, factors · PIECES); Σ slope · ramp is the sum of
    all contributions.
    """
    columns: list[Floats] = []
    for factor, x in zip(FACTORS, values, strict=True):
        first, second, third = factor.scaled_knots
        columns += [
            np.minimum(x, first),
            np.clip(x - first, 0.0, second - first),
            np.clip(x - second, 0.0, third - second),
            np.maximum(x - third, 0.0),
        ]
    return np.stack(columns, axis=1)
