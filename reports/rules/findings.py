"""What can be said of a figure of a week: how it moved, and how it stands
against the weeks before.

A finding says no more than that the week is higher or lower than all of the
weeks it is compared with, or lies between them. Among n + 1 weeks that differ
by chance alone, the last is the highest with probability 1 / (n + 1), so that
a brief of many figures always has some of them.
"""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

# Fewer known weeks say nothing about what is usual.
LEAST_WEEKS = 6


class Wanted(IntEnum):
    """Whether more or less of a figure is better."""

    MORE = 1
    FEWER = -1
    EITHER = 0


class Verdict(StrEnum):
    """How a figure stands against the weeks before."""

    NO_DATA = "no_data"
    TOO_FEW = "too_few"
    HIGHEST = "highest"
    LOWEST = "lowest"
    USUAL = "usual"


class Finding(NamedTuple):
    """What a week shows.

    value: None where nothing is known of it · before: the week before it ·
    low, high: the least and the most of the weeks before · weeks: of how many
    of them something is known · tone: "better", "worse" or "".
    """

    verdict: Verdict
    value: float | None
    before: float | None = None
    low: float | None = None
    high: float | None = None
    weeks: int = 0
    tone: str = ""

    @property
    def is_unusual(self) -> bool:
        """Tell whether the week is beyond all of the weeks before."""
        return self.verdict in (Verdict.HIGHEST, Verdict.LOWEST)


def read_finding(values: Sequence[float | None], wanted: Wanted) -> Finding:
    """Return what the last of these weeks shows against those before it."""
    *earlier, value = values
    before = earlier[-1] if earlier else None
    known = [one for one in earlier if one is not None]
    if len(known) < LEAST_WEEKS:
        verdict = Verdict.NO_DATA if value is None else Verdict.TOO_FEW
        return Finding(verdict, value, before, weeks=len(known))
    low, high = min(known), max(known)
    if value is None:
        return Finding(Verdict.NO_DATA, None, before, low, high, len(known))
    verdict = Verdict.USUAL
    direction = 0
    if value > high:
        verdict, direction = Verdict.HIGHEST, 1
    elif value < low:
        verdict, direction = Verdict.LOWEST, -1
    return Finding(
        verdict,
        value,
        before,
        low,
        high,
        len(known),
        _tone(direction * wanted),
    )


def meets_target(value: float, target: float, wanted: Wanted) -> bool:
    """Return whether a figure is at least, or where fewer are better at most,
    its target.
    """
    return value <= target if wanted == Wanted.FEWER else value >= target


def _tone(good: int) -> str:
    if good > 0:
        return "better"
    return "worse" if good < 0 else ""
