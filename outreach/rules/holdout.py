"""Hold-outs: who is left alone on purpose, and what the difference shows.

A member is drawn by a hash of their number and the wave, before anybody looks
at the list. Everybody is counted in the arm that was drawn, whatever was sent.
"""

import hashlib
import math
from collections.abc import Sequence
from typing import NamedTuple

# Of a standard normal: 95 % between -Z and Z; 80 % below POWER_Z.
Z = 1.959964
POWER_Z = 0.841621
LEAST_PER_ARM = 20
FULL = 2**64


class Arms(NamedTuple):
    """What was counted in both arms: members, and those with the outcome.

    written: the arm that may be written to · held: the arm left alone.
    """

    written: int
    written_hits: int
    held: int
    held_hits: int

    @property
    def written_rate(self) -> float | None:
        """The share with the outcome, None of nobody."""
        return self.written_hits / self.written if self.written else None

    @property
    def held_rate(self) -> float | None:
        """The share with the outcome, None of nobody."""
        return self.held_hits / self.held if self.held else None

    @property
    def is_too_few(self) -> bool:
        """Tell whether an arm is too small for any statement."""
        return min(self.written, self.held) < LEAST_PER_ARM


class Effect(NamedTuple):
    """A difference of shares with its 95 % interval."""

    difference: float
    low: float
    high: float

    @property
    def is_seen(self) -> bool:
        """Tell whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def is_held_out(member_id: int, wave: str, share: float) -> bool:
    """Tell whether a member is held out of a wave: always the same answer."""
    text = f"{wave}:{member_id}".encode()
    digest = hashlib.blake2b(text, digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * FULL


def effect_of(arms: Arms) -> Effect | None:
    """Return the difference between the arms, None if one of them is empty.

    The interval is that of Agresti and Caffo (2000): one success and one
    failure are added to each arm, which holds its 95 % in small samples too.
    """
    return pooled_effect([arms])


def pooled_effect(waves: Sequence[Arms]) -> Effect | None:
    """Return the difference over several waves, each compared within itself;
    None if no wave has both arms.

    Waves are weighted as Mantel and Haenszel do. The success and the failure
    that are added to each arm are shared among the waves.
    """
    usable = [arms for arms in waves if arms.written and arms.held]
    if not usable:
        return None
    added = 1 / len(usable)
    weights = middle = observed = variance = 0.0
    for arms in usable:
        weight = arms.written * arms.held / (arms.written + arms.held)
        rate, spread = _adjusted(arms.written_hits, arms.written, added)
        held_rate, held_spread = _adjusted(arms.held_hits, arms.held, added)
        weights += weight
        middle += weight * (rate - held_rate)
        variance += weight**2 * (spread + held_spread)
        gain = arms.written_hits / arms.written - arms.held_hits / arms.held
        observed += weight * gain
    half = Z * math.sqrt(variance) / weights
    low = max(-1.0, middle / weights - half)
    high = min(1.0, middle / weights + half)
    return Effect(observed / weights, low, high)


def _adjusted(hits: float, count: int, added: float) -> tuple[float, float]:
    """Return the adjusted share and its variance."""
    size = count + 2 * added
    rate = (hits + added) / size
    return rate, rate * (1 - rate) / size


def power_of(written: int, held: int, base: float, effect: float) -> float:
    """Return the chance to see an effect of this size, from 0 to 1.

    base: the share with the outcome in the arm left alone.
    """
    if not written or not held:
        return 0.0
    rate = min(1.0, max(0.0, base + effect))
    # What the interval adds to each arm moves its middle and its width, but
    # not how far the counts spread.
    middle, width = _adjusted(rate * written, written, 1)
    held_middle, held_width = _adjusted(base * held, held, 1)
    half = Z * math.sqrt(width + held_width)
    spread = (
        written * rate * (1 - rate) / (written + 2) ** 2
        + held * base * (1 - base) / (held + 2) ** 2
    )
    gain = middle - held_middle
    if spread <= 0:
        return 1.0 if abs(gain) > half else 0.0
    scale = math.sqrt(spread)
    return _below((gain - half) / scale) + _below((-gain - half) / scale)


def smallest_visible(written: int, held: int, base: float) -> float | None:
    """Return the smallest gain that would be seen in four of five cases; None
    if not even the largest possible one would.
    """
    low, high = 0.0, 1.0 - base
    if power_of(written, held, base, high) < _below(POWER_Z):
        return None
    for _step in range(40):
        middle = (low + high) / 2
        if power_of(written, held, base, middle) < _below(POWER_Z):
            low = middle
        else:
            high = middle
    return high


def _below(value: float) -> float:
    """Return the share of a standard normal below a value."""
    return 0.5 * (1 + math.erf(value / math.sqrt(2)))
