"""How right what the product chose was, from what a reader answered."""

import math
from collections.abc import Iterable
from typing import NamedTuple

# Two-sided 95 %.
Z = 1.959964
YES = frozenset({"yes", "y", "1", "true", "right", "是", "对", "有", "√"})
NO = frozenset({"no", "n", "0", "false", "wrong", "否", "不", "不是", "×"})


class Answered(NamedTuple):
    """A row of a sheet that was read: whether the product had chosen it, of how
    many it was drawn at random (0 if it was not), and whether the reader says
    yes.
    """

    group: str
    is_chosen: bool
    population: int
    is_yes: bool


class Share(NamedTuple):
    """A share of rows, with the limits of its Wilson interval."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float:
        if self.whole:
            return self.part / self.whole
        return float("nan")


class GroupScore(NamedTuple):
    """Of one group of a sheet: the share that is right of what the product
    gave, the share that it missed of what it did not give, and an estimate of
    how much it found of all there is (NaN if that cannot be said).
    """

    group: str
    right: Share
    missed: Share
    found: float


def read_answer(text: str) -> bool | None:
    """Return what a reader answered; None if nothing. Errors: ValueError if it
    is neither yes nor no.
    """
    word = text.strip().casefold()
    if not word:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValueError(text)


def wilson(part: int, whole: int) -> Share:
    """Return a share with its Wilson interval (Wilson 1927) at 95 %."""
    if not whole:
        return Share(part, whole, 0.0, 1.0)
    value = part / whole
    scale = 1 + Z * Z / whole
    centre = (value + Z * Z / (2 * whole)) / scale
    spread = value * (1 - value) / whole + Z * Z / (4 * whole * whole)
    half = Z * math.sqrt(spread) / scale
    return Share(part, whole, max(centre - half, 0.0), min(centre + half, 1.0))


def score_group(group: str, answers: Iterable[Answered]) -> GroupScore:
    """Return how right the rows of a group were."""
    chosen: list[Answered] = []
    others: list[Answered] = []
    for answer in answers:
        if answer.group == group:
            (chosen if answer.is_chosen else others).append(answer)
    right = _share_of_yes(chosen)
    missed = _share_of_yes(others)
    given = _estimate(chosen, right)
    there = given + _estimate(others, missed)
    return GroupScore(
        group,
        right,
        missed,
        found=given / there if there else float("nan"),
    )


def _share_of_yes(answers: list[Answered]) -> Share:
    return wilson(sum(one.is_yes for one in answers), len(answers))


def _estimate(answers: list[Answered], share: Share) -> float:
    """Return how many yes there are in all that these were drawn from."""
    if not answers or not answers[0].population:
        return float("nan")
    return answers[0].population * share.value
