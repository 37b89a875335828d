"""Episodes of an issue: spans of its reports that quiet times keep apart.

A fault that owners reported years ago and report again is the same issue in
another episode, which can raise an alert of its own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

# So long without a report, and the episode has ended with its last one.
QUIET = timedelta(days=90)


class EpisodeSpan(NamedTuple):
    """When an episode began, and its last report so far."""

    began_at: datetime
    last_at: datetime


class Episode(NamedTuple):
    """An episode, with its reports and distinct owners counted."""

    began_at: datetime
    last_at: datetime
    reports: int
    owners: int

    def is_over(self, now: datetime) -> bool:
        """Return whether a quiet time has passed since its last report."""
        return now - self.last_at > QUIET


def follow_episode(current: EpisodeSpan | None, at: datetime) -> EpisodeSpan:
    """Return the present episode of an issue after a report of this moment.

    Reports may arrive in any order: one that lies before the present episode
    by more than a quiet time belongs to an earlier one.
    """
    if current is None or at - current.last_at > QUIET:
        return EpisodeSpan(at, at)
    if current.began_at - at > QUIET:
        return current
    return EpisodeSpan(min(current.began_at, at), max(current.last_at, at))


def split_into_episodes(
    reports: Iterable[tuple[datetime, int]],
) -> list[Episode]:
    """Return the episodes of reports, given as moment and owner, the first
    one first.
    """
    episodes: list[Episode] = []
    owners: set[int] = set()
    for at, owner in sorted(reports):
        if episodes and at - episodes[-1].last_at <= QUIET:
            owners.add(owner)
            last = episodes[-1]
            episodes[-1] = Episode(
                last.began_at,
                at,
                last.reports + 1,
                len(owners),
            )
        else:
            owners = {owner}
            episodes.append(Episode(at, at, 1, 1))
    return episodes


def last_span(moments: Iterable[datetime]) -> EpisodeSpan | None:
    """Return the present episode of reports of these moments, None without
    any.
    """
    span = None
    for at in sorted(moments):
        span = follow_episode(span, at)
    return span
