"""Campaigns that change nothing, and campaigns with a planted effect, over logs:
how often an effect is seen, and how often the interval holds the truth.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from campaigns.rules.effects import Groups, verdict_of
from outreach.rules.holdout import is_held_out

DAYS = 14
# Days of the log before the campaign that both methods read.
WINDOWS = 3


class Simulated(NamedTuple):
    """What a number of campaigns showed, as shares of those of which something
    could be said.

    said: campaigns of which something could be said · false_alarms: effects
    seen although nothing was done · coverage: intervals that hold the effect
    that was planted · seen: planted effects that were seen.
    """

    draws: int
    said: float
    false_alarms: float
    coverage: float
    seen: float


def make_log(
    members: int,
    days: int,
    generator: np.random.Generator,
) -> NDArray[np.int8]:
    """Return a log of members × days: habits of their own that change slowly,
    spells of absence, and weekdays.
    """
    habit = generator.beta(0.6, 2.4, members)
    drift = generator.normal(0, 0.06, (members, days // 7 + 1)).cumsum(axis=1)
    weekly = np.repeat(drift, 7, axis=1)[:, :days]
    weekday = 1 + 0.3 * np.sin(2 * np.pi * np.arange(days) / 7)
    chance = np.clip(habit[:, None] * np.exp(weekly) * weekday, 0, 0.98)
    begins = generator.integers(0, days, members)
    length = generator.geometric(1 / 20, members)
    day = np.arange(days)
    away = (day >= begins[:, None]) & (day < (begins + length)[:, None])
    active: NDArray[np.bool_] = generator.random((members, days)) < chance
    log: NDArray[np.int8] = (active & ~away).astype(np.int8)
    return log


def simulate_campaigns(
    log: NDArray[np.int8],
    *,
    is_draw: bool,
    share: float,
    gain: float,
    draws: int,
    seed: int,
) -> Simulated:
    """Run campaigns of two weeks at random days of a log. By a draw, the hash
    that is used for real leaves a share out; otherwise the groups are two
    halves of the members, as two cities would be.

    gain: active days that are added to a member of the audience, on average.
    """
    generator = np.random.default_rng(seed)
    members, days = log.shape
    said = alarms = stated = covered = seen = 0
    for number in range(draws):
        end = int(generator.integers(WINDOWS * DAYS, days + 1))
        inside = _audience(members, number, share, generator, is_draw=is_draw)
        counts = _windows(log, end)
        verdict = verdict_of(_groups(counts, inside), is_draw=is_draw)
        said += verdict.estimate is not None
        alarms += verdict.code == "seen"
        counts[0] = _lifted(counts[0], inside, gain, generator)
        verdict = verdict_of(_groups(counts, inside), is_draw=is_draw)
        if verdict.estimate is not None:
            stated += 1
            low, high = verdict.estimate.low, verdict.estimate.high
            covered += low <= gain <= high
            seen += verdict.code == "seen"
    return Simulated(
        draws=draws,
        said=said / draws,
        false_alarms=alarms / max(said, 1),
        coverage=covered / max(stated, 1),
        seen=seen / max(stated, 1),
    )


def _audience(
    members: int,
    number: int,
    share: float,
    generator: np.random.Generator,
    *,
    is_draw: bool,
) -> NDArray[np.bool_]:
    if is_draw:
        found = [
            not is_held_out(one, str(number), share) for one in range(members)
        ]
        return np.array(found, dtype=bool)
    halves = generator.permutation(members) < members * (1 - share)
    return np.asarray(halves, dtype=bool)


def _windows(log: NDArray[np.int8], end: int) -> list[NDArray[np.float64]]:
    """Return the active days of each member in the campaign and in the two
    windows before it.
    """
    found = []
    for step in range(WINDOWS):
        last = end - step * DAYS
        days = log[:, last - DAYS : last]
        found.append(days.sum(axis=1).astype(float))
    return found


def _groups(
    counts: list[NDArray[np.float64]],
    inside: NDArray[np.bool_],
) -> Groups:
    audience = [one[inside] for one in counts]
    control = [one[~inside] for one in counts]
    return Groups(*audience, *control)


def _lifted(
    counts: NDArray[np.float64],
    inside: NDArray[np.bool_],
    gain: float,
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the counts with whole days added to the audience."""
    added = generator.poisson(gain, len(counts))
    return counts + np.where(inside, added, 0)
