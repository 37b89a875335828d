"""How likely a member is to stay silent, as a scorecard that explains itself.

Six factors look at a member's level and at his silence against his own rhythm; each is turned into a
contribution by four straight pieces whose slopes all have the factor's sign, so a longer silence can
never look better. The contributions add up to the log-odds of silence in every dimension over the next
weeks. Measured on ten public logs this is level with gradient boosting on 21 features, and ahead of
recency, BG/NBD and BG/BB (docs/benchmarks.md); decline per dimension, the common recipe, predicts worse
than plain recency and is kept for the explanation only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from lifecycle.rules.histories import LONG_HALF_LIFE, SHORT_HALF_LIFE, Floats, Sums, full_weight

MOST_MISSED_DAYS = 60.0


class Factor(NamedTuple):
    """A factor's name, whether it speaks for (+1) or against (−1) dormancy, and the knots of its pieces."""

    name: str
    sign: int
    knots: tuple[float, float, float]


def _logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


FACTORS = (
    Factor("missed_days", 1, (float(np.log1p(0.5)), float(np.log1p(1.5)), float(np.log1p(5.0)))),
    Factor("usual_days", -1, (float(np.log(0.25)), float(np.log(0.5)), 0.0)),
    Factor("recent_level", -1, (_logit(0.08), _logit(0.20), _logit(0.45))),
    Factor("base_rate", -1, (_logit(0.20), _logit(0.33), _logit(0.57))),
    Factor("active_weeks", -1, (float(np.log1p(5)), float(np.log1p(9)), float(np.log1p(20)))),
    Factor("tenure", -1, (float(np.log1p(26)), float(np.log1p(52)), float(np.log1p(104)))),
)
PIECES = 4
_RATES = 4
_LOG_OF_WEEKS = np.log1p(np.arange(WINDOW_WEEKS + 1))
_FULL_6, _FULL_20 = full_weight(SHORT_HALF_LIFE), full_weight(LONG_HALF_LIFE)
_GROWTH_20 = 2.0 ** (np.arange(WINDOW_WEEKS + 1) / LONG_HALF_LIFE)


@dataclass(frozen=True)
class Scorecard:
    """Slopes of the pieces (6, 4), intercept, the usual contributions (6,) that explanations start from, and
    the calibration: log-odds = calibration_slope · (intercept + Σ contributions) + calibration_shift.
    """

    slopes: tuple[tuple[float, ...], ...]
    intercept: float
    usual: tuple[float, ...] = (0.0,) * len(FACTORS)
    calibration_slope: float = 1.0
    calibration_shift: float = 0.0


def factor_values(sums: Sums) -> Floats:
    """Return the six factors. Shape: Sums of (a, m) -> (6, a, m). Members without any activity get zeros.

    Units:  weeks and days inside, then logarithms, as in the table of the source.
    Source: measured design "Dormancy: a monotone scorecard" (docs/dormancy.md).
    """
    values = np.empty((len(FACTORS), *sums.tenure.shape))
    _measure_rates(sums, values)
    values[_RATES], values[_RATES + 1] = _LOG_OF_WEEKS[sums.year], _LOG_OF_WEEKS[sums.tenure]
    return values


def _measure_rates(sums: Sums, values: Floats) -> None:
    """The first rows of `values` hold the factors that are rates; those after them are counts of weeks."""
    silent_weeks = np.minimum(sums.silence // 7, WINDOW_WEEKS)
    lived = np.maximum(sums.tenure - silent_weeks, 1)
    growth, full = _GROWTH_20[silent_weeks], _FULL_20[lived] + 1
    usual = (sums.days_20 * growth + 0.3) / full
    base = np.clip((sums.level_20 * growth + 0.3) / full, 0.01, 0.98)
    recent = (sums.level_6 + 0.25) / (_FULL_6[sums.tenure] + 0.75)
    missed = np.minimum(sums.silence / 7 * usual, MOST_MISSED_DAYS)
    np.log1p(missed, out=values[0])
    np.log(usual, out=values[1])
    np.log(recent / (1 - recent), out=values[2])
    np.log(base / (1 - base), out=values[3])
    values[:_RATES, sums.tenure == 0] = 0.0


def contributions(values: Floats, card: Scorecard) -> Floats:
    """Return each factor's contribution to the log-odds. Shape: (6, …) -> (6, …)."""
    parts = np.empty_like(values)
    for number, x in enumerate(values):
        _contribute(number, x, card, parts[number])
    return parts


def _contribute(number: int, x: Floats, card: Scorecard, part: Floats) -> Floats:
    factor, slopes = FACTORS[number], card.slopes[number]
    np.multiply(x, slopes[0], out=part)
    for knot, before, after in zip(factor.knots, slopes, slopes[1:], strict=False):
        bent = x - knot
        np.maximum(bent, 0.0, out=bent)
        bent *= after - before
        part += bent
    return part


def score_contributions(parts: Iterable[Floats], card: Scorecard) -> Floats:
    """Return the chance of silence 0…1, rounded to a millionth. Shape: (6, …) -> (…)."""
    each = iter(parts)
    total = card.intercept + next(each)
    for part in each:
        total += part
    odds = card.calibration_slope * total + card.calibration_shift
    return np.asarray(np.round(1 / (1 + np.exp(-odds)), 6), dtype=np.float64)


def score_sums(sums: Sums, card: Scorecard) -> Floats:
    """Return every member's chance of silence. Shape: Sums of (a, m) -> (a, m).

    The same, bit for bit, as score_contributions(contributions(factor_values(sums), card), card), in less memory.
    """
    values = np.empty((_RATES, *sums.tenure.shape))
    _measure_rates(sums, values)
    of_year, of_tenure = _contributions_of_weeks(card)
    part = np.empty(sums.tenure.shape)
    rates = (_contribute(number, values[number], card, part) for number in range(_RATES))
    return score_contributions(chain(rates, (of_year[sums.year], of_tenure[sums.tenure])), card)


@lru_cache(maxsize=8)
def _contributions_of_weeks(card: Scorecard) -> Floats:
    """Return what each number of weeks contributes as active weeks and as tenure. Shape: -> (2, WINDOW_WEEKS + 1)."""
    weeks = np.empty((2, len(_LOG_OF_WEEKS)))
    for n in range(2):
        _contribute(_RATES + n, _LOG_OF_WEEKS, card, weeks[n])
    return weeks


def explain(parts: Floats, card: Scorecard) -> Floats:
    """Return how far each factor moves the log-odds from those of the usual member; they add up to the rest.

    Shape: (6, …) -> (6, …). Units: log-odds after calibration; positive speaks for dormancy.
    """
    usual = np.asarray(card.usual).reshape((-1,) + (1,) * (parts.ndim - 1))
    return np.asarray(card.calibration_slope * (parts - usual), dtype=np.float64)


def ramps(values: Floats) -> Floats:
    """Return the pieces on which slopes are fitted. Shape: (6, n) -> (n, 24); Σ slope · ramp = contribution."""
    columns: list[NDArray[np.float64]] = []
    for factor, x in zip(FACTORS, values, strict=True):
        first, second, third = factor.knots
        columns += [
            np.minimum(x, first),
            np.clip(x - first, 0.0, second - first),
            np.clip(x - second, 0.0, third - second),
            np.maximum(x - third, 0.0),
        ]
    return np.stack(columns, axis=1)
