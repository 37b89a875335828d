"""What counts as having done something for others: the facts of posts, read
as contributions to one person on one day.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from community.rules.welcomes import BARE_GREETING
from roles.rules.limits import Limits
from roles.rules.strength import (
    Contributions,
    Role,
)

UNTECHNICAL_SHARE = 0.25
SCENIC_SHARE = 0.25
MAX_SCENIC = 2
ADMIRED_REACTIONS = 5
DEEP_WORDS = 4
DEEP_LENGTH = 100
EXPLAINED_WORDS = 3
BARE_SHARE = 0.5
MIN_GATHERED = 3
MIN_SAVERS = 3
MIN_NEW = 3
FIRST_FEW = 3
# So many people who only looked count as one who reacted.
VIEWERS_PER_REACTION = 10
MANY_PICTURES = 3


class ContributionType(IntEnum):
    """What a member can do for others; the units of a person are used up in
    this order.
    """

    DEEP_POST = 0
    EXPLAINED = 1
    THANKED = 2
    CALMED = 3
    GATHERED = 4
    MUTUAL = 5
    WELCOMED = 6
    WELCOMED_NEWCOMER = 7
    ADMIRED = 8
    SAVED = 9
    ATTRACTED = 10
    INTRODUCED = 11
    FIRST_APART = 12


_ROLES = {
    Role.GEEK: (
        ContributionType.DEEP_POST,
        ContributionType.EXPLAINED,
        ContributionType.THANKED,
        ContributionType.FIRST_APART,
    ),
    Role.SOCIAL: (
        ContributionType.CALMED,
        ContributionType.GATHERED,
        ContributionType.MUTUAL,
        ContributionType.WELCOMED,
        ContributionType.WELCOMED_NEWCOMER,
        ContributionType.INTRODUCED,
    ),
    Role.AESTHETIC: (
        ContributionType.ADMIRED,
        ContributionType.SAVED,
        ContributionType.ATTRACTED,
    ),
}
# The role that each contribution type speaks for, by its number.
CONTRIBUTION_ROLES = np.zeros(len(ContributionType), dtype=np.int64)
for _role, _types in _ROLES.items():
    CONTRIBUTION_ROLES[list(_types)] = _role


# The types that a single word can make.
BY_A_WORD = np.zeros(len(ContributionType), dtype=bool)
BY_A_WORD[
    [
        ContributionType.WELCOMED,
        ContributionType.WELCOMED_NEWCOMER,
        ContributionType.CALMED,
    ]
] = True

Weights = Mapping[ContributionType, float]
# What a contribution is worth in units, in the first version of the policy;
# later versions are rows of RolePolicy.
SHIPPED_WEIGHTS: Weights = {
    ContributionType.DEEP_POST: 1.0,
    ContributionType.EXPLAINED: 0.7,
    ContributionType.THANKED: 2.0,
    ContributionType.CALMED: 1.0,
    ContributionType.GATHERED: 1.5,
    ContributionType.MUTUAL: 0.3,
    ContributionType.WELCOMED: 1.0,
    ContributionType.WELCOMED_NEWCOMER: 1.0,
    ContributionType.ADMIRED: 1.0,
    ContributionType.SAVED: 0.5,
    ContributionType.ATTRACTED: 0.5,
    ContributionType.INTRODUCED: 1.0,
    ContributionType.FIRST_APART: 1.0,
}


class Facts(NamedTuple):
    """The features of posts, all (n,), as `community.models.PostFeatures` has
    them.

    member: the author · person: who opened the thread that the post answers, 0
    for what is for everybody · first_apart: the post is among the first that
    took a version of the software apart · echoes: its source knows no
    reactions, so that repliers, users and viewers stand in for them.
    """

    post: NDArray[np.int64]
    member: NDArray[np.int64]
    days_ago: NDArray[np.int64]
    person: NDArray[np.int64]
    to_newcomer: NDArray[np.bool_]
    to_upset: NDArray[np.bool_]
    to_question: NDArray[np.bool_]
    thanked: NDArray[np.bool_]
    reply_rank: NDArray[np.int64]
    depth: NDArray[np.int64]
    scenery: NDArray[np.int64]
    welcomes: NDArray[np.bool_]
    calms: NDArray[np.bool_]
    length: NDArray[np.int64]
    asks: NDArray[np.bool_]
    complains: NDArray[np.bool_]
    gathers: NDArray[np.bool_]
    pictures: NDArray[np.int64]
    repliers: NDArray[np.int64]
    reactions: NDArray[np.int64]
    savers: NDArray[np.int64]
    new_admirers: NDArray[np.int64]
    introduces: NDArray[np.bool_]
    in_quarrel: NDArray[np.bool_]
    users: NDArray[np.int64]
    viewers: NDArray[np.int64]
    echoes: NDArray[np.bool_]
    first_apart: NDArray[np.bool_]


def extract_contributions(facts: Facts, weights: Weights) -> Contributions:
    """Return what these posts did for others, by type; most posts did
    nothing, some did several things.
    """
    found = _find_answers(facts) | _find_public(facts)
    shares = _shares(facts)
    reach = np.where(facts.person == 0, _reach(facts), 0)
    whole = np.ones(len(facts.post))
    pieces = []
    for contribution_type, is_made in found.items():
        rows = np.flatnonzero(is_made)
        number = np.full(len(rows), contribution_type, dtype=np.int64)
        share = shares.get(contribution_type, whole)
        piece = Contributions(
            member=facts.member[rows],
            contribution_type=number,
            weight=weights[contribution_type] * share[rows],
            days_ago=facts.days_ago[rows],
            person=facts.person[rows],
            post=facts.post[rows],
            reach=reach[rows],
        )
        pieces.append(piece)
    return join_contributions(pieces)


def join_contributions(pieces: list[Contributions]) -> Contributions:
    """Return all these contributions together."""
    return Contributions(
        *(np.concatenate(columns) for columns in zip(*pieces, strict=True)),
    )


def _reach(facts: Facts) -> NDArray[np.int64]:
    """Return how many people a post reached: those who reacted, answered or
    used it again may be the same.

    Where a source knows no reactions, those who looked count too, as less.
    """
    reach = np.maximum(facts.reactions, facts.repliers)
    reach = np.maximum(reach, facts.users)
    looked = facts.viewers // VIEWERS_PER_REACTION
    return np.where(facts.echoes, np.maximum(reach, looked), reach)


def _shares(facts: Facts) -> dict[ContributionType, NDArray[np.float64]]:
    """Return what share of its type's weight each post is worth: thanks for
    nothing technical and a bare word of greeting less, scenery more.
    """
    is_technical = facts.depth >= 1
    scenery = np.minimum(facts.scenery, MAX_SCENIC)
    return {
        ContributionType.THANKED: np.where(
            is_technical,
            1.0,
            UNTECHNICAL_SHARE,
        ),
        ContributionType.WELCOMED: np.where(
            facts.length > BARE_GREETING,
            1.0,
            BARE_SHARE,
        ),
        ContributionType.ADMIRED: 1.0 + SCENIC_SHARE * scenery,
    }


def _find_answers(facts: Facts) -> dict[ContributionType, NDArray[np.bool_]]:
    """Return which posts did something for the one whom they answer."""
    answers = facts.person > 0
    explained = (
        (facts.depth >= EXPLAINED_WORDS) & facts.to_question & ~facts.asks
    )
    explained &= ~(facts.complains | facts.in_quarrel)
    is_kind = ~(facts.in_quarrel | facts.to_upset | facts.complains)
    to_newcomer = facts.to_newcomer & is_kind
    first = to_newcomer & (facts.reply_rank == 1) & ~facts.to_question
    return {
        ContributionType.THANKED: answers & facts.thanked & facts.to_question,
        ContributionType.EXPLAINED: answers & explained,
        ContributionType.WELCOMED_NEWCOMER: answers & first,
        ContributionType.WELCOMED: answers & facts.welcomes & to_newcomer,
        ContributionType.CALMED: (
            answers & facts.calms & facts.to_upset & ~facts.in_quarrel
        ),
        ContributionType.INTRODUCED: answers & facts.introduces,
    }


def _find_public(facts: Facts) -> dict[ContributionType, NDArray[np.bool_]]:
    """Return which posts did something for everybody."""
    is_public = facts.person == 0
    reach = _reach(facts)
    deep = (
        (facts.depth >= DEEP_WORDS)
        & (facts.length >= DEEP_LENGTH)
        & (reach > 0)
        & ~facts.asks
    )
    gathered = facts.gathers & (facts.repliers >= MIN_GATHERED)
    shown = (facts.pictures > 0) & ~(facts.asks | facts.complains)
    admired = shown & _is_admired(facts)
    saved = admired & (facts.savers >= MIN_SAVERS)
    attracted = admired & (facts.new_admirers >= MIN_NEW)
    return {
        ContributionType.DEEP_POST: is_public & deep,
        ContributionType.FIRST_APART: is_public & deep & facts.first_apart,
        ContributionType.SAVED: is_public & saved,
        ContributionType.ATTRACTED: is_public & attracted,
        ContributionType.GATHERED: is_public & gathered,
        ContributionType.ADMIRED: is_public & admired,
    }


def _is_admired(facts: Facts) -> NDArray[np.bool_]:
    """Return which posts so many people reacted to; where nobody can react,
    which of those that are mainly pictures had so many echoes.
    """
    is_liked = facts.reactions >= ADMIRED_REACTIONS
    is_mainly_pictures = (facts.scenery > 0) | (
        facts.pictures >= MANY_PICTURES
    )
    has_echoes = is_mainly_pictures & (_reach(facts) >= ADMIRED_REACTIONS)
    return np.where(facts.echoes, has_echoes, is_liked)


class RoleRules(NamedTuple):
    """The limits and weights of a role policy, its version, and the sources
    that know no reactions.
    """

    limits: Limits
    weights: Weights
    version: int
    echo_sources: tuple[int, ...] = ()
