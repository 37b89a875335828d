"""When reports raise an alert: several owners with words of their own, and
more of them than usual.

A bare count of three has almost no lift over chance once a part has a base
rate (measured on dated complaints and recalls), so the count is compared with
the usual rate of the same part and symptom in the same model.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from community.rules.text import are_copies

MIN_REPORTERS = 3
WINDOW = timedelta(days=30)
UNUSUAL = 0.01
MIN_EXPECTED = 0.4


class Report(NamedTuple):
    """The report of a post: its author, when, the key of its words (empty for
    a mere "me too"), and whether it names a fault.
    """

    member: int
    at: datetime
    text_key: str
    names_fault: bool


class FaultReport(NamedTuple):
    """A report with the fault that it names (empty: none) and its owner's model."""

    report: Report
    fault: str
    model: str


def count_reporters(
    reports: Iterable[Report],
    *,
    until: datetime,
) -> tuple[int, int]:
    """Return how many distinct owners reported in the window that ends at
    `until`, and how many of them in words of their own.

    One owner counts once, and copies of one text, exact or nearly so, count
    once; a "me too" counts for its owner.
    """
    begins = until - WINDOW
    inside = [report for report in reports if begins <= report.at <= until]
    inside.sort(key=lambda report: (report.at, report.member))
    owners: set[int] = set()
    keys: list[str] = []
    own_words = 0
    for report in inside:
        if report.member in owners or _is_copied(report.text_key, keys):
            continue
        owners.add(report.member)
        if report.text_key:
            keys.append(report.text_key)
            own_words += report.names_fault
    return len(owners), own_words


def _is_copied(text_key: str, keys: Iterable[str]) -> bool:
    if not text_key:
        return False
    return any(are_copies(text_key, key) for key in keys)


def largest_window(
    reports: Iterable[Report],
    *,
    since: datetime,
) -> tuple[int, int, datetime]:
    """Return count_reporters() of the fullest window that holds the moment
    `since`, and when that window ends.

    Posts may arrive newest first: a late one completes windows that end after
    it.
    """
    near = [report for report in reports if abs(report.at - since) <= WINDOW]
    ends = {report.at for report in near if since <= report.at} or {since}
    counted = []
    for end in sorted(ends):
        owners, own_words = count_reporters(near, until=end)
        counted.append((owners, own_words, end))
    # The first of equal windows.
    return max(counted, key=lambda window: window[:2])


def most_frequent(counted: Counter[str]) -> str:
    """Return the name with the greatest count, the first in order among equals."""
    return min(counted, key=lambda name: (-counted[name], name))


def poisson_tail(count: int, expected: float) -> float:
    """Return the chance of at least `count` where `expected` are usual.
    Errors: ValueError if expected <= 0.
    """
    if expected <= 0:
        raise ValueError("expected must be positive")
    below = 0.0
    term = math.exp(-expected)
    for k in range(count):
        below += term
        term *= expected / (k + 1)
    return max(0.0, 1.0 - below)


def why_quiet(owners: int, own_words: int, *, expected: float) -> str:
    """Return why so many reports raise no alert, "" where they do.

    An alert needs at least three owners (few_owners), two of them in words of
    their own that name a fault (few_own_words), and a chance below UNUSUAL at
    the usual rate (usual).
    """
    if owners < MIN_REPORTERS:
        return "few_owners"
    if own_words < MIN_REPORTERS - 1:
        return "few_own_words"
    chance = poisson_tail(owners, max(expected, MIN_EXPECTED))
    return "" if chance < UNUSUAL else "usual"


def is_alarming(owners: int, own_words: int, *, expected: float) -> bool:
    """Return whether so many reports raise an alert."""
    return not why_quiet(owners, own_words, expected=expected)


def fullest_window(reports: Iterable[Report]) -> datetime:
    """Return the end of the window with most owners, the last one among
    equals. Errors: ValueError without a report.
    """
    ordered = sorted(reports)
    if not ordered:
        raise ValueError("no reports")
    ordered.sort(key=lambda report: report.at)
    inside: Counter[int] = Counter()
    first = 0
    best = (0, ordered[0].at)
    for report in ordered:
        inside[report.member] += 1
        while ordered[first].at < report.at - WINDOW:
            inside -= Counter([ordered[first].member])
            first += 1
        best = max(best, (len(inside), report.at))
    return best[1]
