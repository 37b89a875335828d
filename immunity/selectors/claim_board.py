"""What the board of claims says before its list, and what other thresholds
would do.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from immunity.models import Claim, ClaimPost
from immunity.rules.claim_groups import group_alike
from immunity.rules.claim_words import words_from
from immunity.selectors.policies import policy_in_force

MAX_COMPARED = 1_000


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
        pair = (_suggested(suggest, since), _spreading(spreading, since))
        found.append(pair)
    return Preview(
        (found[0][0], found[1][0]),
        (found[0][1], found[1][1]),
    )


def _suggested(authors: int, since: datetime) -> int:
    rows = (
        ClaimPost.objects.free()
        .counted()
        .filter(
            posted_at__gte=since,
            stance__in=("spreading", "asking"),
        )
    )
    newest = list(rows.select_related("post").order_by("-pk")[:MAX_COMPARED])
    texts = [words_from(row.words, row.text_key) for row in newest]
    count = 0
    for group in group_alike(texts):
        people = {newest[place].post.author_id for place in group}
        count += len(people) >= authors
    return count


def _spreading(authors: int, since: datetime) -> int:
    rows = ClaimPost.objects.counted().filter(
        claim__state__in=("suggested", "confirmed"),
        stance="spreading",
        posted_at__gte=since,
    )
    people: dict[int, set[int]] = {}
    for claim, author in rows.values_list("claim", "post__author"):
        people.setdefault(claim, set()).add(author)
    return sum(len(found) >= authors for found in people.values())
