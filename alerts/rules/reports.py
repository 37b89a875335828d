"""When reports raise an alert: several owners whose words are alike or who
agree with one of them, and more of them than usual.

A bare count of three has almost no lift over chance once a part has a base
rate (measured on dated complaints and recalls), so the count is compared with
the usual rate of the same part and symptom in the same model.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from alerts.rules.likeness import (
    ALIKE,
    ALIKE_BY_WORDS,
    ALIKE_BY_WORDS_IN_MODEL,
    ALIKE_IN_MODEL,
    Words,
    count_alike,
)
from community.rules.text import are_copies

MIN_REPORTERS = 3
MIN_REPORTERS_BY_WORDS = 4
# How many have to describe a trouble that the lexicon does not know.
MIN_DESCRIPTIONS = 2
WINDOW = timedelta(days=30)
UNUSUAL = 0.01
MIN_EXPECTED = 0.4


class Report(NamedTuple):
    """The report of a post: its author, when, the key of its words (empty for
    a mere "me too"), and whether it describes the trouble in own words.
    """

    member: int
    at: datetime
    text_key: str
    names_fault: bool


NO_WORDS: Words = MappingProxyType({})


class FaultReport(NamedTuple):
    """A report with the fault that it names (empty: none), its owner's model,
    and its words with what each of them says.
    """

    report: Report
    fault: str
    model: str
    words: Words = NO_WORDS


def count_reporters(
    reports: Iterable[Report],
    *,
    until: datetime,
) -> int:
    """Return how many distinct owners reported in the window that ends at
    `until`.

    One owner counts once, and copies of one text, exact or nearly so, count
    once; a "me too" counts for its owner.
    """
    begins = until - WINDOW
    inside = [report for report in reports if begins <= report.at <= until]
    return len(distinct_reports(inside))


def distinct_reports(reports: Iterable[Report]) -> list[Report]:
    """Return the first report of each owner, in their order; of copies of one
    text only the first.
    """
    found = []
    owners: set[int] = set()
    keys: list[str] = []
    for report in sorted(reports, key=_by_time):
        if report.member in owners or _is_copied(report.text_key, keys):
            continue
        owners.add(report.member)
        if report.text_key:
            keys.append(report.text_key)
        found.append(report)
    return found


def _by_time(report: Report) -> tuple[datetime, int]:
    return report.at, report.member


class Agreement(NamedTuple):
    """How many owners speak of one matter, and how many of them it takes."""

    owners: int
    needed: int

    @property
    def is_enough(self) -> bool:
        """Return whether they are enough for an alert."""
        return self.owners >= self.needed


def count_agreeing(
    reports: Iterable[FaultReport],
    *,
    until: datetime,
) -> Agreement:
    """Return how many owners in the window that ends at `until` speak of one
    matter: those whose words are alike, and those who agree with them in the
    thread.

    Where the lexicon knows no fault of most of them, it takes one more, words
    that are more alike, and two at least who describe it: of a single text
    that was misread, "me too" says nothing.
    """
    begins = until - WINDOW
    by_report: dict[Report, FaultReport] = {}
    for one in reports:
        if begins <= one.report.at <= until:
            by_report.setdefault(one.report, one)
    own = []
    agreeing = 0
    for report in distinct_reports(by_report):
        if report.names_fault:
            own.append(by_report[report])
        else:
            agreeing += 1
    known = sum(bool(one.fault) for one in own)
    is_known = 2 * known > len(own)
    needed = MIN_REPORTERS if is_known else MIN_REPORTERS_BY_WORDS
    if not own:
        return Agreement(0, needed)
    texts = [one.words for one in own]
    alike = count_alike(texts, _likeness_needed(own, is_known=is_known))
    if not is_known and alike < MIN_DESCRIPTIONS:
        return Agreement(alike, needed)
    return Agreement(agreeing + alike, needed)


def _likeness_needed(own: list[FaultReport], *, is_known: bool) -> float:
    """Return how alike the words of reports have to be: less where the lexicon
    knows their fault, and still less in one known model.
    """
    models = {one.model for one in own}
    is_one_model = len(models) == 1 and "" not in models
    if is_known:
        return ALIKE_IN_MODEL if is_one_model else ALIKE
    return ALIKE_BY_WORDS_IN_MODEL if is_one_model else ALIKE_BY_WORDS


def _is_copied(text_key: str, keys: Iterable[str]) -> bool:
    if not text_key:
        return False
    return any(are_copies(text_key, key) for key in keys)


def largest_window(
    reports: Iterable[Report],
    *,
    since: datetime,
) -> tuple[int, datetime]:
    """Return count_reporters() of the fullest window that holds the moment
    `since`, and when that window ends.

    Posts may arrive newest first: a late one completes windows that end after
    it.
    """
    near = [report for report in reports if abs(report.at - since) <= WINDOW]
    ends = {report.at for report in near if since <= report.at} or {since}
    counted = []
    for end in sorted(ends):
        counted.append((count_reporters(near, until=end), end))
    # The first of equal windows.
    return max(counted, key=lambda window: window[0])


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


def no_alert_reason(
    owners: int,
    agreement: Agreement,
    *,
    expected: float,
) -> str:
    """Return why so many reports raise no alert, "" where they do.

    An alert needs at least MIN_REPORTERS owners (few_owners), a chance below UNUSUAL
    at the usual rate (usual), and enough who speak of one matter (few_alike).
    """
    if owners < MIN_REPORTERS:
        return "few_owners"
    chance = poisson_tail(owners, max(expected, MIN_EXPECTED))
    if chance >= UNUSUAL:
        return "usual"
    return "" if agreement.is_enough else "few_alike"


def is_alarming(
    owners: int,
    agreement: Agreement,
    *,
    expected: float,
) -> bool:
    """Return whether so many reports raise an alert."""
    return not no_alert_reason(owners, agreement, expected=expected)


def is_burst(
    reports: Iterable[FaultReport],
    owners: int,
    *,
    until: datetime,
    expected: float,
) -> bool:
    """Return whether so many reports, in the window that ends at `until`,
    raise an alert by themselves.
    """
    if owners < MIN_REPORTERS:
        return False
    agreement = count_agreeing(reports, until=until)
    return is_alarming(owners, agreement, expected=expected)


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
