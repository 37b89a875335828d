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
    MOSTLY_WAITING = "mostly_waiting"
    STILL_CHANGING = "still_changing"
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
    def stands_out(self) -> bool:
        """Tell whether the week is beyond all of the weeks before, or so bad that
        it has no value.
        """
        return self.verdict in (
            Verdict.HIGHEST,
            Verdict.LOWEST,
            Verdict.MOSTLY_WAITING,
        )

    @property
    def is_changing(self) -> bool:
        """Tell whether its value is not final."""
        return self.verdict == Verdict.STILL_CHANGING


def read_finding(
    values: Sequence[float | None],
    wanted: Wanted,
    *,
    is_waiting: bool = False,
    is_changing: bool = False,
) -> Finding:
    """Return what the last of these weeks shows against those before it.

    is_waiting: it has no value because most of what it measures is yet to come
    · is_changing: its value is not final, as those of the weeks before are, so
    that it is not compared with them.
    """
    *earlier, value = values
    before = earlier[-1] if earlier else None
    known = [one for one in earlier if one is not None]
    low, high = min(known, default=None), max(known, default=None)
    if len(known) < LEAST_WEEKS:
        low = high = None
    if value is None:
        verdict = Verdict.MOSTLY_WAITING if is_waiting else Verdict.NO_DATA
        return Finding(verdict, None, before, low, high, len(known))
    if is_changing:
        verdict = Verdict.STILL_CHANGING
        return Finding(verdict, value, before, low, high, len(known))
    if low is None or high is None:
        return Finding(Verdict.TOO_FEW, value, before, weeks=len(known))
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
