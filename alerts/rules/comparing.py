"""Whether a fault falls on some software versions or models more than on
others: reporting owners against all cars that are known.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from alerts.rules.reports import MIN_REPORTERS

# A difference is only named where chance would hardly bring it: so many owners
# would be expected of a group in which nobody reports, and so many report in a
# group with at least twice the usual share.
MIN_EXPECTED = 3.0
MORE = 2.0


class Difference(StrEnum):
    """How a group differs from all: not at all, or not known."""

    NOBODY = "nobody"
    MORE = "more"
    USUAL = "usual"


class Group(NamedTuple):
    """The cars of one version or model: how many owners report the fault, how
    many cars are known, how many owners would be usual.
    """

    name: str
    reporters: int
    cars: int
    expected: float
    difference: Difference


def compare_groups(
    reporters: Mapping[str, int],
    cars: Mapping[str, int],
) -> list[Group]:
    """Return each group with its difference, those with most reporters first.

    Owners whose group is not known count nowhere.
    """
    all_reporters = sum(reporters.values())
    all_cars = sum(cars.values())
    groups = []
    for name in sorted({*reporters, *cars}):
        known = cars.get(name, 0)
        said = reporters.get(name, 0)
        expected = all_reporters * known / all_cars if all_cars else 0.0
        difference = _difference(said, expected)
        groups.append(Group(name, said, known, expected, difference))
    groups.sort(key=lambda one: (-one.reporters, -one.cars, one.name))
    return groups


def _difference(reporters: int, expected: float) -> Difference:
    if not reporters and expected >= MIN_EXPECTED:
        return Difference.NOBODY
    is_more = reporters >= MORE * expected > 0
    if is_more and reporters >= MIN_REPORTERS:
        return Difference.MORE
    return Difference.USUAL
