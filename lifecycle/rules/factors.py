"""The factors of the dormancy score, each declared once.

Labels, sentences, stored scorecards and fits all derive from `FACTORS`. A card
stored before a factor was added stays readable: it gives the new factor
slopes of zero (lifecycle/selectors/scorecards.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import WINDOW_WEEKS
from lifecycle.rules.arrays import Floats
from lifecycle.rules.histories import (
    LONG_HALF_LIFE,
    SHORT_HALF_LIFE,
    Sums,
    full_weight,
)

MAX_MISSED_DAYS = 60.0
PIECES = 4
_FULL_6 = full_weight(SHORT_HALF_LIFE)
_FULL_20 = full_weight(LONG_HALF_LIFE)
_GROWTH_20 = 2.0 ** (np.arange(WINDOW_WEEKS + 1) / LONG_HALF_LIFE)


def gettext_noop(text: str) -> str:
    """Return the text; the name marks it for the translation catalogue."""
    return text


class Rates(NamedTuple):
    """What a member's rhythm was before they were last seen, each (a, m).

    usual_days: active days a week · base_rate, recent_level: share of active
    weeks, long-term and lately · missed_days: active days that were due since.
    """

    usual_days: Floats
    base_rate: Floats
    recent_level: Floats
    missed_days: Floats


def measure_rates(sums: Sums) -> Rates:
    """Return the rates of all members at all anchors. Shape: (a, m) each."""
    silent_weeks = np.minimum(sums.silence // 7, WINDOW_WEEKS)
    weeks_before = np.maximum(sums.tenure - silent_weeks, 1)
    growth = _GROWTH_20[silent_weeks]
    full = _FULL_20[weeks_before] + 1
    usual_days = (sums.days_20 * growth + 0.3) / full
    base_rate = np.clip((sums.level_20 * growth + 0.3) / full, 0.01, 0.98)
    recent_level = (sums.level_6 + 0.25) / (_FULL_6[sums.tenure] + 0.75)
    missed_days = np.minimum(sums.silence / 7 * usual_days, MAX_MISSED_DAYS)
    return Rates(usual_days, base_rate, recent_level, missed_days)


def _logit(share: Any, out: Floats | None = None) -> Any:
    return np.log(share / (1 - share), out=out)


def _share(logit: float) -> float:
    return 1 / (1 + float(np.exp(-logit)))


class Scale(NamedTuple):
    """The scale on which a factor is bent: from its measure, and back."""

    apply: Callable[..., Any]
    invert: Callable[[float], float]


LOG = Scale(np.log, np.exp)
LOG1P = Scale(np.log1p, np.expm1)
LOGIT = Scale(_logit, _share)


@dataclass(frozen=True)
class Factor:
    """One factor: how it is measured, bent, signed and described.

    sign: whether more of it speaks for (+1) or against (−1) dormancy · knots:
    where its four pieces meet, in the unit of the measure · measure: returns
    an array (a, m) · counts_weeks: the measure is a whole number of weeks
    0 … WINDOW_WEEKS, so contributions are looked up in a table · digits: how
    many are shown; None shows a percentage.
    """

    name: str
    sign: int
    scale: Scale
    knots: tuple[float, float, float]
    measure: Callable[[Sums, Rates], NDArray[Any]]
    label: str
    sentence: str
    digits: int | None = None
    counts_weeks: bool = False

    @cached_property
    def scaled_knots(self) -> tuple[float, ...]:
        """The knots on the factor's scale."""
        return tuple(float(self.scale.apply(knot)) for knot in self.knots)

    @cached_property
    def scaled_weeks(self) -> Floats:
        """Every number of weeks on the factor's scale."""
        return np.asarray(self.scale.apply(np.arange(WINDOW_WEEKS + 1)))

    def write_values(self, sums: Sums, rates: Rates, out: Floats) -> None:
        """Write the factor's values of all members into `out`.

        Shape: (a, m). Rates of members without any activity are zero.
        """
        measured = self.measure(sums, rates)
        if self.counts_weeks:
            out[...] = self.scaled_weeks[measured]
        else:
            self.scale.apply(measured, out=out)
            out[sums.tenure == 0] = 0.0


FACTORS = (
    Factor(
        "missed_days",
        sign=1,
        scale=LOG1P,
        knots=(0.5, 1.5, 5.0),
        measure=lambda _sums, rates: rates.missed_days,
        digits=1,
        label=gettext_noop("Silence against own rhythm"),
        sentence=gettext_noop(
            "At their own rhythm %(value)s active days were due since they were last seen.",
        ),
    ),
    Factor(
        "usual_days",
        sign=-1,
        scale=LOG,
        knots=(0.25, 0.5, 1.0),
        measure=lambda _sums, rates: rates.usual_days,
        digits=1,
        label=gettext_noop("Usual rhythm, days a week"),
        sentence=gettext_noop(
            "Before that, they used to be active %(value)s days a week.",
        ),
    ),
    Factor(
        "recent_level",
        sign=-1,
        scale=LOGIT,
        knots=(0.08, 0.20, 0.45),
        measure=lambda _sums, rates: rates.recent_level,
        label=gettext_noop("Lately active weeks"),
        sentence=gettext_noop(
            "Of the last weeks, they were active in %(value)s, recent ones counting most.",
        ),
    ),
    Factor(
        "base_rate",
        sign=-1,
        scale=LOGIT,
        knots=(0.20, 0.33, 0.57),
        measure=lambda _sums, rates: rates.base_rate,
        label=gettext_noop("Usually active weeks"),
        sentence=gettext_noop(
            "Before they were last seen, they were active in %(value)s of their weeks.",
        ),
    ),
    Factor(
        "active_weeks",
        sign=-1,
        scale=LOG1P,
        knots=(5, 9, 20),
        measure=lambda sums, _rates: sums.year,
        digits=0,
        counts_weeks=True,
        label=gettext_noop("Active weeks, 52 weeks"),
        sentence=gettext_noop(
            "They were active in %(value)s of the last 52 weeks.",
        ),
    ),
    Factor(
        "tenure",
        sign=-1,
        scale=LOG1P,
        knots=(26, 52, 104),
        measure=lambda sums, _rates: sums.tenure,
        digits=0,
        counts_weeks=True,
        label=gettext_noop("Time since first activity"),
        sentence=gettext_noop("They have been known for %(value)s weeks."),
    ),
)
