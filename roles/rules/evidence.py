"""Contributions that more than one post is needed for: who was attracted, and
who answered each other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roles.rules.contributions import (
    CONTRIBUTION_ROLES,
    ContributionType,
    Weights,
)
from roles.rules.strength import Contributions, Role


class Attractions(NamedTuple):
    """Newcomers who in their first days looked at, liked, saved or shared a
    post that shows pictures (n,).
    """

    post: NDArray[np.int64]
    member: NDArray[np.int64]
    days_ago: NDArray[np.int64]
    person: NDArray[np.int64]


def attracted_contributions(
    attractions: Attractions,
    weights: Weights,
) -> Contributions:
    """Return whom the works of these members attracted, one by one."""
    count = len(attractions.post)
    kind = ContributionType.ATTRACTED
    return Contributions(
        member=attractions.member,
        contribution_type=np.full(count, kind, dtype=np.int64),
        weight=np.full(count, weights[kind]),
        days_ago=attractions.days_ago,
        person=attractions.person,
        post=attractions.post,
        reach=np.zeros(count, dtype=np.int64),
    )


def without_mere_talk(contributions: Contributions) -> Contributions:
    """Return the contributions without the mutual answers of members who did
    nothing else for company: two who argue every day answer each other too.
    """
    kind = contributions.contribution_type
    is_mutual = kind == ContributionType.MUTUAL
    is_social = CONTRIBUTION_ROLES[kind] == Role.SOCIAL
    does_more = contributions.member[is_social & ~is_mutual]
    is_mere = is_mutual & ~np.isin(contributions.member, does_more)
    return contributions.where(~is_mere)
