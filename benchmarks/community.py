"""A large community for the benchmarks, as columns: skewed like a real one,
the same for the same seed.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

KINDS = np.array([1, 2, 10, 11, 12, 20, 21, 30, 32, 40], dtype=np.int16)
KIND_SHARES = np.array(
    [0.28, 0.30, 0.12, 0.04, 0.03, 0.08, 0.06, 0.04, 0.03, 0.02],
)
WEEKS = 26
LAST_DAY = np.datetime64("2026-06-28")


class Events(NamedTuple):
    """member 0…m−1, seconds since 1970 UTC (in order, a hundredth of them up
    to three days late), kind.
    """

    member: NDArray[np.int64]
    seconds: NDArray[np.int64]
    kind: NDArray[np.int16]


def make_events(*, members: int, events: int, seed: int = 7) -> Events:
    """Return events over the WEEKS weeks up to LAST_DAY. Shapes: (events,) each."""
    random = np.random.default_rng(seed)
    weight = random.lognormal(0.0, 1.4, members)
    member = random.choice(members, size=events, p=weight / weight.sum())
    end = (
        int((LAST_DAY + 1).astype("datetime64[s]").astype(np.int64)) - 8 * 3600
    )
    begin = end - WEEKS * 7 * 86_400
    day = random.integers(0, WEEKS * 7, events)
    hour = np.clip(random.normal(15.5, 4.5, events), 0, 23.99)
    seconds = begin + day * 86_400 + (hour * 3600).astype(np.int64)
    arrival = seconds + np.where(
        random.random(events) < 0.01,
        random.integers(0, 3 * 86_400, events),
        0,
    )
    order = np.argsort(arrival, kind="stable")
    kind = random.choice(KINDS, size=events, p=KIND_SHARES)
    return Events(member[order].astype(np.int64), seconds[order], kind[order])
