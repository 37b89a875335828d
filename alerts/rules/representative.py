"""Which reports stand for all of an issue: the first one, and then those that
say most, of other models before more of the same.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

MAX_CHOSEN = 6


class QuotedReport(NamedTuple):
    """A report that may be chosen; nats: how much its words say."""

    key: int
    reporter: int
    model: str
    at: datetime
    nats: int


def choose_reports(
    candidates: Sequence[QuotedReport],
    most: int = MAX_CHOSEN,
) -> list[int]:
    """Return the keys of the chosen reports in order of time, one an owner."""
    if not candidates:
        return []
    first = min(candidates, key=lambda one: (one.at, one.key))
    chosen = [first]
    others = sorted(candidates, key=lambda one: (-one.nats, one.at, one.key))
    for only_new_models in (True, False):
        for one in others:
            owners = {other.reporter for other in chosen}
            models = {other.model for other in chosen}
            is_new = one.model not in models or not only_new_models
            if len(chosen) < most and one.reporter not in owners and is_new:
                chosen.append(one)
    chosen.sort(key=lambda one: (one.at, one.key))
    return [one.key for one in chosen]
