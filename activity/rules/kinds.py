"""Kinds of events and the five dimensions in which they count.

A new kind is a line here and a label in activity/labels.py; the database stores
its number. Numbers are never reused. Events of a kind without a dimension are
stored but never counted: an app that refreshes itself in the background says
nothing about its owner.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Dimension(IntEnum):
    """The five dimensions of activity; the numbers index every per-dimension array."""

    PRESENCE = 0
    LIGHT = 1
    CONVERSATION = 2
    CREATION = 3
    PARTICIPATION = 4


DIMENSIONS = tuple(Dimension)
NOT_COUNTED = 255


class ActivityKind(NamedTuple):
    """A kind of event: the number that is stored, its name, and where it counts."""

    number: int
    name: str
    dimension: Dimension | None


KINDS = (
    ActivityKind(1, "login", Dimension.PRESENCE),
    ActivityKind(2, "view", Dimension.PRESENCE),
    ActivityKind(3, "search", Dimension.PRESENCE),
    ActivityKind(9, "background_refresh", None),
    ActivityKind(10, "like", Dimension.LIGHT),
    ActivityKind(11, "favourite", Dimension.LIGHT),
    ActivityKind(12, "share", Dimension.LIGHT),
    ActivityKind(13, "vote", Dimension.LIGHT),
    ActivityKind(20, "comment", Dimension.CONVERSATION),
    ActivityKind(21, "reply", Dimension.CONVERSATION),
    ActivityKind(22, "chat_message", Dimension.CONVERSATION),
    ActivityKind(30, "post", Dimension.CREATION),
    ActivityKind(31, "answer", Dimension.CREATION),
    ActivityKind(32, "photo", Dimension.CREATION),
    ActivityKind(33, "video", Dimension.CREATION),
    ActivityKind(40, "event_signup", Dimension.PARTICIPATION),
    ActivityKind(41, "event_attend", Dimension.PARTICIPATION),
    ActivityKind(42, "test_drive", Dimension.PARTICIPATION),
    ActivityKind(43, "survey", Dimension.PARTICIPATION),
)
KIND_BY_NAME = {kind.name: kind for kind in KINDS}
KIND_BY_NUMBER = {kind.number: kind for kind in KINDS}


def dimension_table() -> NDArray[np.uint8]:
    """Return the dimension of every kind number 0…255; NOT_COUNTED where there is none."""
    table = np.full(256, NOT_COUNTED, dtype=np.uint8)
    for kind in KINDS:
        if kind.dimension is not None:
            table[kind.number] = kind.dimension
    return table
