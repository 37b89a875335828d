"""Did a campaign change anything? Two estimates with intervals, and the checks
that come before them.

A draw is analysed by regression on the members' own past, with its own slope in
each group (Lin 2013) and errors that hold for unequal spreads (HC3). A
comparison is analysed by difference-in-differences of the members' own changes.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outreach.rules.holdout import LEAST_PER_ARM, POWER_Z, Z

Numbers = NDArray[np.float64]


class Estimate(NamedTuple):
    """A difference per member with its 95 % interval.

    error: its standard error · saved: by how much regression on the past has
    reduced the variance, as a share; 0 where there is no regression.
    """

    difference: float
    low: float
    high: float
    error: float
    saved: float = 0.0

    @property
    def is_seen(self) -> bool:
        """Tell whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


class Groups(NamedTuple):
    """The measure by member in both groups, over windows of one length.

    now: the days of the campaign · past: as many days before it · earlier: as
    many days before those.
    """

    now: Numbers
    past: Numbers
    earlier: Numbers
    control_now: Numbers
    control_past: Numbers
    control_earlier: Numbers

    @property
    def is_too_few(self) -> bool:
        """Tell whether a group is too small for any statement."""
        return min(len(self.now), len(self.control_now)) < LEAST_PER_ARM


def quantile_of_t(freedom: float) -> float:
    """Return the two-sided 95 % bound of Student's t (Cornish and Fisher)."""
    cube, fifth = Z**3, Z**5
    first = (cube + Z) / (4 * freedom)
    second = (5 * fifth + 16 * cube + 3 * Z) / (96 * freedom**2)
    return Z + first + second


def difference_of_means(one: Numbers, other: Numbers) -> Estimate:
    """Return the difference of two means with the interval of Welch."""
    spreads = (one.var(ddof=1) / len(one), other.var(ddof=1) / len(other))
    total = float(sum(spreads))
    difference = float(one.mean() - other.mean())
    if total <= 0:
        return Estimate(difference, difference, difference, 0.0)
    parts = (
        spreads[0] ** 2 / (len(one) - 1),
        spreads[1] ** 2 / (len(other) - 1),
    )
    error = math.sqrt(total)
    half = quantile_of_t(total**2 / float(sum(parts))) * error
    return Estimate(difference, difference - half, difference + half, error)


def effect_of_draw(groups: Groups) -> Estimate:
    """Return the effect per member where the control group was drawn."""
    plain = difference_of_means(groups.now, groups.control_now)
    outcome = np.concatenate([groups.now, groups.control_now])
    past = np.concatenate([groups.past, groups.control_past])
    if past.std() == 0 or plain.error == 0:
        return plain
    inside = np.zeros(len(outcome))
    inside[: len(groups.now)] = 1.0
    centred = (past - past.mean()) / past.std()
    design = np.column_stack(
        [np.ones(len(outcome)), inside, centred, inside * centred],
    )
    inverse = np.linalg.pinv(design.T @ design)
    weights = inverse @ design.T @ outcome
    left = outcome - design @ weights
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    scaled = left / np.clip(1 - leverage, 0.05, None)
    spread = inverse @ (design.T * scaled**2) @ design @ inverse
    error = math.sqrt(float(spread[1, 1]))
    half = quantile_of_t(len(outcome) - 4) * error
    difference = float(weights[1])
    saved = max(0.0, 1 - (error / plain.error) ** 2)
    return Estimate(
        difference, difference - half, difference + half, error, saved
    )


def effect_of_comparison(groups: Groups) -> Estimate:
    """Return by how much more the audience changed than the control group."""
    return difference_of_means(
        groups.now - groups.past,
        groups.control_now - groups.control_past,
    )


def earlier_difference(groups: Groups) -> Estimate:
    """Return by how much more the audience had changed before the campaign, when
    nothing happened: what is seen here is no effect.
    """
    return difference_of_means(
        groups.past - groups.earlier,
        groups.control_past - groups.control_earlier,
    )


def smallest_visible(groups: Groups, *, is_draw: bool) -> float | None:
    """Return the smallest effect per member that would be seen in four of five
    cases, judged by the days before the campaign; None if none can be.
    """
    if groups.is_too_few:
        return None
    if is_draw:
        before = groups._replace(
            now=groups.past,
            past=groups.earlier,
            control_now=groups.control_past,
            control_past=groups.control_earlier,
        )
        error = effect_of_draw(before).error
    else:
        error = earlier_difference(groups).error
    return (Z + POWER_Z) * error if error > 0 else None


class Verdict(NamedTuple):
    """What can be said: a code, and the estimate if there is one.

    code: seen, not_seen, or why nothing can be said.
    """

    code: str
    estimate: Estimate | None = None
    earlier: Estimate | None = None


def verdict_of(groups: Groups, *, is_draw: bool) -> Verdict:
    """Return what the two groups show once the campaign is over."""
    if groups.is_too_few:
        return Verdict("too_few")
    if is_draw:
        estimate = effect_of_draw(groups)
        earlier = None
    else:
        earlier = earlier_difference(groups)
        if earlier.is_seen:
            return Verdict("trend", None, earlier)
        estimate = effect_of_comparison(groups)
    if estimate.error == 0:
        return Verdict("no_spread", None, earlier)
    code = "seen" if estimate.is_seen else "not_seen"
    return Verdict(code, estimate, earlier)
