"""Coordinated posting: one text by several accounts within hours."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from community.rules.text import KEY_PARTS, PARTS_OF_A_COPY, are_copies

WINDOW = timedelta(hours=24)
NEW_ACCOUNT = timedelta(days=30)
MIN_ACCOUNTS = 3
# A part of a key has two letters, and copies differ in few of its parts.
BLOCK_LETTERS = 2 * (KEY_PARTS // (KEY_PARTS - PARTS_OF_A_COPY + 1))


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
    # The runs that may have a copy, by what a copy has in common with them.
    by_block: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in ordered:
        near = set()
        for block in _blocks(one.key):
            recent = [
                place
                for place in by_block[block]
                if one.at - runs[place][0].at <= WINDOW
            ]
            by_block[block] = recent
            near.update(recent)
        for place in sorted(near):
            if are_copies(one.key, runs[place][0].key):
                runs[place].append(one)
                break
        else:
            for block in _blocks(one.key):
                by_block[block].append(len(runs))
            runs.append([one])
    found = []
    for run in runs:
        campaign = Campaign(tuple(run))
        if campaign.accounts >= MIN_ACCOUNTS:
            found.append(campaign)
    return sorted(found, key=lambda one: -one.accounts)


def _blocks(key: str) -> list[tuple[int, str]]:
    """Return the blocks of a key with their places: copies differ in fewer
    parts than there are blocks, so at least one of these is equal.
    """
    places = range(0, len(key), BLOCK_LETTERS)
    return [(place, key[place : place + BLOCK_LETTERS]) for place in places]
