"""A/A draws: how often a hold-out finds an effect where there is none, and how
often its interval holds the truth.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outreach.rules.holdout import Arms, effect_of, is_held_out, power_of


class Simulation(NamedTuple):
    """What a number of draws showed, as shares.

    false_alarms: draws that saw an effect although nobody was treated ·
    coverage: draws whose interval holds the gain that was planted · seen:
    draws that saw it · power: what the page would have promised.
    """

    draws: int
    members: int
    rate: float
    false_alarms: float
    coverage: float
    seen: float
    power: float


def simulate(
    member_ids: Sequence[int],
    outcomes: Sequence[bool],
    *,
    share: float,
    gain: float,
    draws: int,
    seed: int,
) -> Simulation:
    """Draw hold-outs by the hash that is used for real, over members whose
    outcome is known; in a second pass let a gain happen in the other arm.
    """
    generator = np.random.default_rng(seed)
    hits = np.array(outcomes, dtype=bool)
    rate = float(hits.mean())
    # Of those without the outcome this share gains it: the rate rises by `gain`.
    lifted = gain / (1 - rate)
    alarms = covered = seen = 0
    promised = 0.0
    for draw in range(draws):
        held = _drawn(member_ids, f"{seed}-{draw}", share)
        same = effect_of(_arms(held, hits))
        alarms += same is not None and same.is_seen
        treated = hits | (generator.random(len(hits)) < lifted)
        arms = _arms(held, np.where(held, hits, treated))
        effect = effect_of(arms)
        if effect is not None:
            covered += effect.low <= gain <= effect.high
            seen += effect.is_seen
        promised += power_of(arms.written, arms.held, rate, gain)
    return Simulation(
        draws=draws,
        members=len(member_ids),
        rate=rate,
        false_alarms=alarms / draws,
        coverage=covered / draws,
        seen=seen / draws,
        power=promised / draws,
    )


def _drawn(
    member_ids: Sequence[int],
    wave: str,
    share: float,
) -> NDArray[np.bool_]:
    found = [is_held_out(one, wave, share) for one in member_ids]
    return np.array(found, dtype=bool)


def _arms(held: NDArray[np.bool_], hits: NDArray[np.bool_]) -> Arms:
    return Arms(
        written=int((~held).sum()),
        written_hits=int((hits & ~held).sum()),
        held=int(held.sum()),
        held_hits=int((hits & held).sum()),
    )
