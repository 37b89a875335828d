"""What counts as having done something for others: the facts of posts, read as deeds for one person on one day."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roles.rules.strength import Deeds, Limits, Role

UNTECHNICAL_SHARE = 0.25
SCENIC_SHARE, MOST_SCENIC = 0.25, 2
ADMIRED_REACTIONS, DEEP_WORDS, DEEP_LENGTH, EXPLAINED_WORDS = 5, 4, 100, 2
LEAST_GATHERED = 3
LEAST_SAVERS, LEAST_NEW = 3, 3
FIRST_FEW = 3


class Feature(IntEnum):
    """Kinds of deeds; a person's units are used up in this order."""

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
    Role.GEEK: (Feature.DEEP_POST, Feature.EXPLAINED, Feature.THANKED, Feature.FIRST_APART),
    Role.SOCIAL: (
        Feature.CALMED, Feature.GATHERED, Feature.MUTUAL, Feature.WELCOMED, Feature.WELCOMED_NEWCOMER,
        Feature.INTRODUCED,
    ),
    Role.AESTHETIC: (Feature.ADMIRED, Feature.SAVED, Feature.ATTRACTED),
}  # fmt: skip
_ROLE_OF = {feature: role for role, features in _ROLES.items() for feature in features}
FEATURE_ROLES = np.array([_ROLE_OF[feature] for feature in Feature], dtype=np.int64)


Weights = Mapping[Feature, float]
# What a deed is worth in units.
SHIPPED_WEIGHTS: Weights = {
    Feature.DEEP_POST: 1.0,
    Feature.EXPLAINED: 0.7,
    Feature.THANKED: 2.0,
    Feature.CALMED: 1.0,
    Feature.GATHERED: 1.5,
    Feature.MUTUAL: 0.3,
    Feature.WELCOMED: 1.0,
    Feature.WELCOMED_NEWCOMER: 1.0,
    Feature.ADMIRED: 1.0,
    Feature.SAVED: 0.5,
    Feature.ATTRACTED: 0.5,
    Feature.INTRODUCED: 1.0,
    Feature.FIRST_APART: 1.0,
}


class Facts(NamedTuple):
    """Facts of posts, all (n,): who wrote it how many days ago, and what `community.models.PostReading` says of it.

    person: who opened the thread that it answers, 0 for what is for all. first_apart: it is among the first that took
    a version of the software apart.
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
    first_apart: NDArray[np.bool_]


def find_deeds(facts: Facts, weights: Weights) -> Deeds:
    """Return what these posts did for others, by feature; most posts did nothing, some did several things."""
    found = {**_to_somebody(facts), **_to_all(facts)}
    share, echo = _shares(facts), np.where(facts.person == 0, _echo(facts), 0)
    pieces = []
    for feature, holds in found.items():
        rows = np.flatnonzero(holds)
        pieces.append(
            Deeds(
                member=facts.member[rows],
                feature=np.full(len(rows), feature, dtype=np.int64),
                weight=weights[feature] * (share[feature][rows] if feature in share else np.ones(len(rows))),
                days_ago=facts.days_ago[rows],
                person=facts.person[rows],
                post=facts.post[rows],
                echo=echo[rows],
            )
        )
    return join_deeds(pieces)


def join_deeds(pieces: list[Deeds]) -> Deeds:
    """Return all these deeds together."""
    return Deeds(*(np.concatenate(columns) for columns in zip(*pieces, strict=True)))


def _echo(facts: Facts) -> NDArray[np.int64]:
    """Return how many reacted or answered; who did both counts once, and may be the same."""
    return np.maximum(facts.reactions, facts.repliers)


def _shares(facts: Facts) -> dict[Feature, NDArray[np.float64]]:
    """Return of each post how much of a deed's weight it is worth: thanks for nothing technical less, scenery more."""
    return {
        Feature.THANKED: np.where(facts.depth >= 1, 1.0, UNTECHNICAL_SHARE),
        Feature.ADMIRED: 1.0 + SCENIC_SHARE * np.minimum(facts.scenery, MOST_SCENIC),
    }


def _to_somebody(facts: Facts) -> dict[Feature, NDArray[np.bool_]]:
    answers = facts.person > 0
    explained = (facts.depth >= EXPLAINED_WORDS) & facts.to_question & ~facts.asks
    first = facts.to_newcomer & (facts.reply_rank == 1) & ~facts.to_question
    return {
        Feature.THANKED: answers & facts.thanked & facts.to_question,
        Feature.EXPLAINED: answers & explained,
        Feature.WELCOMED_NEWCOMER: answers & first,
        Feature.WELCOMED: answers & facts.welcomes,
        Feature.CALMED: answers & facts.calms & facts.to_upset,
        Feature.INTRODUCED: answers & facts.introduces,
    }


def _to_all(facts: Facts) -> dict[Feature, NDArray[np.bool_]]:
    for_all, echo = facts.person == 0, _echo(facts)
    deep = (facts.depth >= DEEP_WORDS) & (facts.length >= DEEP_LENGTH) & (echo > 0) & ~facts.asks
    shown = (facts.pictures > 0) & ~(facts.asks | facts.complains)
    admired = shown & (echo >= ADMIRED_REACTIONS)
    return {
        Feature.DEEP_POST: for_all & deep,
        Feature.FIRST_APART: for_all & deep & facts.first_apart,
        Feature.SAVED: for_all & admired & (facts.savers >= LEAST_SAVERS),
        Feature.ATTRACTED: for_all & admired & (facts.new_admirers >= LEAST_NEW),
        Feature.GATHERED: for_all & facts.gathers & (facts.repliers >= LEAST_GATHERED),
        Feature.ADMIRED: for_all & admired,
    }


class RoleRules(NamedTuple):
    """What roles are decided by: a policy's limits and weights, and its version."""

    limits: Limits
    weights: Weights
    version: int
