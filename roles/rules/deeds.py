"""What counts as having done something for others: the facts of posts, read as deeds for one person on one day."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from roles.rules.strength import Deeds, Role

THANKED, THANKED_TECHNICAL, EXPLAINED, DEEP = 0.5, 2.0, 0.7, 1.0
WELCOMED_NEWCOMER, WELCOMED, CALMED, MUTUAL = 1.0, 1.0, 1.0, 0.3
ADMIRED, SCENIC, MOST_SCENIC = 1.0, 0.25, 2
ADMIRED_REACTIONS, DEEP_WORDS, DEEP_LENGTH, EXPLAINED_WORDS = 5, 4, 100, 2
GATHERED, LEAST_GATHERED = 1.5, 3


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


FEATURE_ROLES = np.array([Role.GEEK] * 3 + [Role.SOCIAL] * 5 + [Role.AESTHETIC], dtype=np.int64)


class Facts(NamedTuple):
    """Facts of posts, all (n,): who wrote it how many days ago, and what `community.models.PostReading` says of it.

    person: who opened the thread that it answers, 0 for what is for all.
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


def find_deeds(facts: Facts) -> Deeds:
    """Return what these posts did for others, by feature; most posts did nothing, some did several things."""
    found = {**_to_somebody(facts), **_to_all(facts)}
    echo = np.where(facts.person == 0, _echo(facts), 0)
    pieces = []
    for feature, (holds, weight) in found.items():
        rows = np.flatnonzero(holds)
        pieces.append(
            Deeds(
                member=facts.member[rows],
                feature=np.full(len(rows), feature, dtype=np.int64),
                weight=weight[rows],
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
    """Return how many reacted or answered; who did both counts once, for it is not known who reacted."""
    return np.maximum(facts.reactions, facts.repliers)


_Found = dict[Feature, tuple[NDArray[np.bool_], NDArray[np.float64]]]


def _to_somebody(facts: Facts) -> _Found:
    answers, count = facts.person > 0, len(facts.post)
    thanks = np.where(facts.depth >= 1, THANKED_TECHNICAL, THANKED)
    explained = (facts.depth >= EXPLAINED_WORDS) & facts.to_question & ~facts.asks
    first = facts.to_newcomer & (facts.reply_rank == 1) & ~facts.to_question
    return {
        Feature.THANKED: (answers & facts.thanked & facts.to_question, thanks),
        Feature.EXPLAINED: (answers & explained, np.full(count, EXPLAINED)),
        Feature.WELCOMED_NEWCOMER: (answers & first, np.full(count, WELCOMED_NEWCOMER)),
        Feature.WELCOMED: (answers & facts.welcomes, np.full(count, WELCOMED)),
        Feature.CALMED: (answers & facts.calms & facts.to_upset, np.full(count, CALMED)),
    }


def _to_all(facts: Facts) -> _Found:
    for_all, echo, count = facts.person == 0, _echo(facts), len(facts.post)
    deep = (facts.depth >= DEEP_WORDS) & (facts.length >= DEEP_LENGTH) & (echo > 0) & ~facts.asks
    admired = (facts.pictures > 0) & (echo >= ADMIRED_REACTIONS) & ~(facts.asks | facts.complains)
    return {
        Feature.DEEP_POST: (for_all & deep, np.full(count, DEEP)),
        Feature.GATHERED: (for_all & facts.gathers & (facts.repliers >= LEAST_GATHERED), np.full(count, GATHERED)),
        Feature.ADMIRED: (for_all & admired, ADMIRED + SCENIC * np.minimum(facts.scenery, MOST_SCENIC)),
    }
