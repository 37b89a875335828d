"""The numbers of which a thanks post is drafted."""

from typing import NamedTuple


class OwnNumbers(NamedTuple):
    """What a member did here: days, posts, reactions by others, questions that
    they helped with first, and the beginnings of their best works.
    """

    days: int
    posts: int
    reactions: int
    helped: int
    works: tuple[str, ...] = ()


def worth_saying(numbers: OwnNumbers) -> tuple[str, ...]:
    """Return the names of the numbers that are not zero, in the order in which
    a thanks post says them.
    """
    names = ("days", "posts", "reactions", "helped")
    return tuple(name for name in names if getattr(numbers, name))
