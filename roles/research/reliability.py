"""Whether strengths measured from odd weeks and from even weeks agree, and
whether those who must not have a role have none.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import day_number, week_number
from community.rules.welcomes import names_the_brand
from members.models import Member
from roles.models import RoleScore
from roles.research.prediction import EVERYBODY
from roles.research.statistics import rank_correlation
from roles.rules.contributions import CONTRIBUTION_ROLES, RoleRules
from roles.rules.strength import Role
from roles.selectors.contributions import (
    measure_contributions,
    read_contributions,
)

# Who did something in one week only has nothing in the other half.
MIN_WEEKS = 2


class SplitHalfAgreement(NamedTuple):
    """How many members did anything for a role in MIN_WEEKS or more, and how
    well their strengths from odd and from even weeks agree in rank.
    """

    members: int
    correlation: float


def compare_weeks(
    day: date, rules: RoleRules
) -> dict[Role, SplitHalfAgreement]:
    """Return by role how well odd and even weeks agree."""
    contributions = read_contributions(
        first_member=0,
        last_member=EVERYBODY,
        day=day,
        weights=rules.weights,
        echo_sources=rules.echo_sources,
    )
    weeks = week_number(day_number(day) - contributions.days_ago)
    roles = CONTRIBUTION_ROLES[contributions.contribution_type]
    agreements = {}
    for role in Role:
        mine = roles == role
        members = _members_of_weeks(contributions.member[mine], weeks[mine])
        halves = []
        for parity in (0, 1):
            half = contributions.where(mine & (weeks % 2 == parity))
            made = measure_contributions(half, rules).of(members)
            halves.append(made.strength[:, role])
        correlation = rank_correlation(halves[0], halves[1])
        agreements[role] = SplitHalfAgreement(len(members), correlation)
    return agreements


def _members_of_weeks(
    member: NDArray[np.int64],
    week: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the members with rows in MIN_WEEKS different weeks or more."""
    pairs = np.unique(np.column_stack((member, week)), axis=0)
    members, weeks = np.unique(pairs[:, 0], return_counts=True)
    return np.asarray(members[weeks >= MIN_WEEKS])


def count_staff_with_scores(generation: int) -> int:
    """Return how many staff, bots, test accounts and accounts of the brand have
    a score; none should.
    """
    scored = RoleScore.objects.of_generation(generation).values("member_id")
    found = 0
    for kind, nickname in Member.objects.filter(pk__in=scored).values_list(
        "kind",
        "nickname",
    ):
        is_person = kind == Member.Kind.PERSON
        found += not is_person or names_the_brand(nickname)
    return found
