"""Coordinated posting: one text by several accounts within hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from community.rules.text import are_copies

WINDOW = timedelta(hours=24)
NEW_ACCOUNT = timedelta(days=30)
MIN_ACCOUNTS = 3


class CopiedPost(NamedTuple):
    """A post: its number, its author, since when they are known, when it was
    written, and the key of its text.
    """

    post: int
    author: int
    known_since: datetime
    at: datetime
    key: str

    @property
    def is_new_account(self) -> bool:
        """Return whether its author was new when it was written."""
        return self.at - self.known_since <= NEW_ACCOUNT


class Campaign(NamedTuple):
    """Posts with one text by several accounts within WINDOW, in their order."""

    posts: tuple[CopiedPost, ...]

    @property
    def accounts(self) -> int:
        """Return how many accounts posted it."""
        return len({one.author for one in self.posts})

    @property
    def new_accounts(self) -> int:
        """Return how many of these accounts were new."""
        return len({one.author for one in self.posts if one.is_new_account})

    @property
    def hours(self) -> int:
        """Return within how many hours they were posted, at least 1."""
        took = self.posts[-1].at - self.posts[0].at
        return max(1, -(-int(took.total_seconds()) // 3600))


def find_campaigns(posts: Iterable[CopiedPost]) -> list[Campaign]:
    """Return the campaigns among posts, the largest first."""
    ordered = sorted(posts, key=lambda one: (one.at, one.post))
    runs: list[list[CopiedPost]] = []
    for one in ordered:
        for run in runs:
            is_near = one.at - run[0].at <= WINDOW
            if is_near and are_copies(one.key, run[0].key):
                run.append(one)
                break
        else:
            runs.append([one])
    found = []
    for run in runs:
        campaign = Campaign(tuple(run))
        if campaign.accounts >= MIN_ACCOUNTS:
            found.append(campaign)
    return sorted(found, key=lambda one: -one.accounts)
