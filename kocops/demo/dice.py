"""Random draws of the demo community, the same for the same seed."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np

ZONE = ZoneInfo("Asia/Shanghai")
HOUR_WEIGHTS = np.array(
    [2, 1, 0.5, 0.3, 0.3, 0.6, 1.5, 3, 5, 5, 4.5, 5, 7, 5.5, 4, 4, 4.2, 5, 6.5, 8, 10, 11, 9, 5],
)  # fmt: skip
HOUR_SHARES = HOUR_WEIGHTS / HOUR_WEIGHTS.sum()

Thing = TypeVar("Thing")


class Dice:
    """Draws numbers, things and moments."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to `limit` - 1."""
        return int(self.random.integers(limit))

    def between(self, first: int, end: int) -> int:
        """Return a whole number from `first` to `end` - 1."""
        return int(self.random.integers(first, end))

    def happens(self, chance: float) -> bool:
        """Tell whether something of this chance happens."""
        return self.random.random() < chance

    def count(self, mean: float) -> int:
        """Return how often something happens that happens `mean` times on average."""
        return int(self.random.poisson(mean))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things, all equally likely."""
        return things[self.below(len(things))]

    def weighted(self, things: Sequence[tuple[Thing, float]]) -> Thing:
        """Return one of the things (thing, weight), likely by its weight."""
        weights = np.array([weight for _thing, weight in things], dtype=float)
        shares = weights / weights.sum()
        index = int(self.random.choice(len(things), p=shares))
        return things[index][0]

    def some_of(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """Return `count` different things in random order, or all if there are fewer."""
        size = min(count, len(things))
        chosen = self.random.choice(len(things), size=size, replace=False)
        return [things[index] for index in chosen.tolist()]

    def hour(self) -> int:
        """Return an hour of the day, evenings more often than nights."""
        return int(self.random.choice(24, p=HOUR_SHARES))

    def minute_of(self, day: date) -> datetime:
        """Return a moment of the day, on a full minute."""
        return _moment(day, self.hour(), self.below(60))

    def second_of(self, day: date) -> datetime:
        """Return a moment of the day, on a full second."""
        hour = self.hour()
        minute, second = divmod(self.below(3600), 60)
        return _moment(day, hour, minute, second)


def _moment(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    at = time(hour, minute, second)
    return datetime.combine(day, at, tzinfo=ZONE)
