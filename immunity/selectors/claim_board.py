"""What the board of claims says before its list, and what other thresholds
would do.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from immunity.models import Claim
from immunity.selectors.policies import policy_in_force
from immunity.selectors.spreading import agreeing_posts, people_spreading


class Board(NamedTuple):
    """How many claims are suggested, open, answered, and were read up to."""

    suggested: int
    confirmed: int
    answered: int
    leading: Any


class Preview(NamedTuple):
    """How many claims would be suggested of what belongs to none, and of how
    many open ones colleagues would be notified; now and then.
    """

    suggested: tuple[int, int]
    spreading: tuple[int, int]


def read_board() -> Board:
    """Return the counts of claims, and the one that spreads most."""
    rows = Claim.objects.all()
    counted: Any = rows.open().with_counts()
    spreading = counted.filter(spreading_count__gt=0)
    return Board(
        rows.filter(state=Claim.State.SUGGESTED).count(),
        rows.filter(state=Claim.State.CONFIRMED).count(),
        rows.filter(state=Claim.State.ANSWERED).count(),
        spreading.order_by("-spreading_count", "-pk").first(),
    )


def preview_thresholds(wanted: Mapping[str, Any], *, now: datetime) -> Preview:
    """Return what other thresholds would do with what is stored now."""
    present = policy_in_force()
    before = (
        present.suggest_authors,
        present.spreading_authors,
        present.window_days,
    )
    after = (
        wanted["suggest_authors"],
        wanted["spreading_authors"],
        wanted["window_days"],
    )
    found = []
    for suggest, spreading, days in (before, after):
        since = now - timedelta(days=days)
        groups = agreeing_posts(authors=suggest, since=since)
        people = people_spreading(authors=spreading, since=since)
        found.append((len(groups), len(people)))
    return Preview(
        (found[0][0], found[1][0]),
        (found[0][1], found[1][1]),
    )
