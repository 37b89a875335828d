"""Members whom an opportunity leaves alone for a reason of an upper app."""

from collections.abc import Callable, Collection

LeaveAlone = Callable[[int, Collection[int]], set[int]]
_sources: list[LeaveAlone] = []


def add_left_alone(source: LeaveAlone) -> None:
    """Let an upper app say which of these members an opportunity, given by its
    number, must leave alone so that an effect can be measured.
    """
    _sources[:] = [source]


def left_alone(opportunity_id: int, member_ids: Collection[int]) -> set[int]:
    """Return which of these members an opportunity must leave alone."""
    found: set[int] = set()
    for source in _sources:
        found |= source(opportunity_id, member_ids)
    return found
