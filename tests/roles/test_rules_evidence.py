"""Attraction, mere talk, and what words alone can make."""

import numpy as np

from roles.rules.contributions import (
    BY_A_WORD,
    CONTRIBUTION_ROLES,
    SHIPPED_WEIGHTS,
    ContributionType,
)
from roles.rules.evidence import without_mere_talk
from roles.rules.limits import Limits
from roles.rules.strength import Contributions, Role, measure


def contributions(*made: tuple[int, ContributionType, int]) -> Contributions:
    """Return contributions (member, type, person), each on a day of its own."""
    members = np.array([one[0] for one in made], dtype=np.int64)
    types = np.array([one[1] for one in made], dtype=np.int64)
    people = np.array([one[2] for one in made], dtype=np.int64)
    weights = [SHIPPED_WEIGHTS[one[1]] for one in made]
    return Contributions(
        member=members,
        contribution_type=types,
        weight=np.array(weights),
        days_ago=np.arange(len(made), dtype=np.int64),
        person=people,
        post=np.arange(len(made), dtype=np.int64),
        reach=np.zeros(len(made), dtype=np.int64),
    )


def social(made: Contributions) -> float:
    measured = measure(
        made,
        CONTRIBUTION_ROLES,
        Limits(),
        by_a_word=BY_A_WORD,
    )
    return float(measured.strength[0, Role.SOCIAL])


def test_who_only_argues_does_nothing_for_company() -> None:
    made = contributions(
        (1, ContributionType.MUTUAL, 5),
        (2, ContributionType.MUTUAL, 5),
        (2, ContributionType.GATHERED, 0),
        (1, ContributionType.THANKED, 5),
    )
    kept = without_mere_talk(made)
    pairs = zip(
        kept.member.tolist(),
        kept.contribution_type.tolist(),
        strict=True,
    )
    assert set(pairs) == {
        (1, ContributionType.THANKED),
        (2, ContributionType.MUTUAL),
        (2, ContributionType.GATHERED),
    }


def test_greeting_few_people_is_below_every_threshold() -> None:
    few = [(1, ContributionType.WELCOMED, person) for person in range(2, 11)]
    assert social(contributions(*few)) < Limits().threshold
    more = [*few, (1, ContributionType.GATHERED, 11)]
    assert social(contributions(*more)) > Limits().threshold
    many = [(1, ContributionType.WELCOMED, person) for person in range(2, 13)]
    assert social(contributions(*many)) > Limits().threshold
