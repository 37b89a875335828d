"""Which post of a thread opens it (docs/adr/0020-opening-posts.md)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

# Place among the posts of a thread: the least opens it.
OpeningRank = tuple[int, datetime, int, str]
MARKED, NAMED, EARLIEST = range(3)


class Opening(NamedTuple):
    """What tells whether a post opens its thread. mark: what its source says,
    None if nothing · answers: it names a post or a person that it answers.
    """

    external_id: str
    thread_key: str
    posted_at: datetime
    mark: bool | None
    answers: bool


def opening_rank(post: Opening) -> OpeningRank | None:
    """Return the post's place among those that may open its thread, None if it
    cannot open it.

    First comes the post that the source marks, then the one whose id is the
    key of the thread, then the earliest; of posts of one moment the one with
    the lower id.
    """
    if post.mark is False:
        return None
    if post.mark:
        place = MARKED
    elif post.external_id == post.thread_key:
        place = NAMED
    elif post.answers:
        return None
    else:
        place = EARLIEST
    return place, *place_in_thread(post.posted_at, post.external_id)


def place_in_thread(
    posted_at: datetime,
    external_id: str,
) -> tuple[datetime, int, str]:
    """Return the place of a post among those of its thread: by time, of one
    moment by id, in whatever order they came.
    """
    return posted_at, len(external_id), external_id


Key = TypeVar("Key")


def first_ranked(
    ranks: Iterable[tuple[Key, OpeningRank | None]],
) -> Key | None:
    """Return the key with the lowest rank, None if none of them has one."""
    best: tuple[Key, OpeningRank] | None = None
    for key, rank in ranks:
        if rank is not None and (best is None or rank < best[1]):
            best = key, rank
    return best[0] if best else None
