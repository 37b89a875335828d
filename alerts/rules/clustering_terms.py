"""What is known of issues: how often each of their terms was used, their size,
and when they were last reported.

Everything is plain dictionaries, so that the whole index can be stored as JSON
(alerts/rules/clustering_state.py).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alerts.rules.clustering_settings import Settings
from alerts.rules.facets import FACET_MARK

MIN_PSEUDO_COUNT = 0.5
CORPUS_PRIOR = 1000.0
FACETS_COMPARED = 2


@dataclass
class TermIndex:
    """The terms of all issues.

    terms: issue -> term -> weight · where: term -> issue -> weight · size:
    posts of an issue · mass: weight of all its terms · count: term -> posts of
    the corpus · total: weight of all terms · apart: issues that are never
    merged · last_day, today: ordinals · active_days: day -> issues last
    reported on it · strongest: issue -> its strongest terms, of length one ·
    strong_in: term -> issue -> its weight in strongest.
    """

    settings: Settings = field(default_factory=Settings)
    terms: dict[int, dict[str, float]] = field(default_factory=dict)
    size: dict[int, int] = field(default_factory=dict)
    mass: dict[int, float] = field(default_factory=dict)
    count: dict[str, float] = field(default_factory=dict)
    total: float = 0.0
    post_count: int = 0
    next_issue: int = 1
    apart: dict[int, set[int]] = field(default_factory=dict)
    last_day: dict[int, int] = field(default_factory=dict)
    today: int = 0
    active_days: dict[int, list[int]] = field(default_factory=dict)
    where: dict[str, dict[int, float]] = field(default_factory=dict)
    strongest: dict[int, dict[str, float]] = field(default_factory=dict)
    strong_in: dict[str, dict[int, float]] = field(default_factory=dict)

    def share(self, term: str) -> float:
        """Return a term's share of the corpus, smoothed so that new terms have
        one.
        """
        count = self.count.get(term, 0.0) + MIN_PSEUDO_COUNT
        return count / (self.total + CORPUS_PRIOR)

    def open(self, issue: int) -> None:
        """Add an issue without posts, unless it is known."""
        if issue not in self.terms:
            self.terms[issue] = {}
            self.size[issue] = 0
            self.mass[issue] = 0.0
            self.next_issue = max(self.next_issue, issue + 1)

    def learn(self, issue: int, terms: Mapping[str, float]) -> None:
        """Add a post with these terms to an issue and to the corpus."""
        held = self.terms[issue]
        for term in terms:
            held[term] = held.get(term, 0.0) + 1
            self.where.setdefault(term, {})[issue] = held[term]
            self.count[term] = self.count.get(term, 0.0) + 1
        weight = sum(terms.values())
        self.total += weight
        self.mass[issue] += weight
        self.size[issue] += 1

    def touch(self, issue: int, day: int) -> None:
        """Note that an issue was reported on a day."""
        day = max(day, self.last_day.get(issue, 0))
        if self.last_day.get(issue) != day:
            self.last_day[issue] = day
            self.active_days.setdefault(day, []).append(issue)

    def begin(self, day: int) -> None:
        """Go on to a day: forget small issues that nobody has reported for
        `idle_days`.
        """
        if day <= self.today or not self.settings.idle_days:
            return
        self.today = day
        first_kept = day - self.settings.idle_days
        gone = [one for one in self.active_days if one < first_kept]
        for last_day in sorted(gone):
            for issue in self.active_days.pop(last_day):
                is_idle = self.last_day.get(issue) == last_day
                if is_idle and self.size[issue] < self.settings.kept:
                    self.forget(issue)

    def forget(self, issue: int) -> None:
        """Remove an issue."""
        for term in self.terms.pop(issue):
            where = self.where[term]
            del where[issue]
            if not where:
                del self.where[term]
        self.drop_strongest(issue)
        del self.size[issue]
        del self.mass[issue]
        self.last_day.pop(issue, None)
        for other in self.apart.pop(issue, ()):
            self.apart[other].discard(issue)

    def shift(self, issue: int, terms: Mapping[str, float], by: int) -> None:
        """Add (by = 1) or take away (by = -1) a post with these terms; the
        corpus stays as it is.
        """
        weight = sum(terms.values())
        self.mass[issue] += by * weight
        self.size[issue] += by
        for term in terms:
            self._shift_term(issue, term, by)

    def _shift_term(self, issue: int, term: str, by: int) -> None:
        left = self.terms[issue].get(term, 0.0) + by
        if left > 0:
            self.terms[issue][term] = left
            self.where.setdefault(term, {})[issue] = left
        else:
            self.terms[issue].pop(term, None)
            self.where.get(term, {}).pop(issue, None)

    def set_strongest(self, issue: int) -> dict[str, float]:
        """Note and return the strongest terms of an issue, scaled to length one."""
        self.drop_strongest(issue)
        spread = math.log(len(self.terms) + 1)
        held = self.terms[issue]
        # Sorted by falling weight, then by term.
        weighed = []
        for term in _compared(held):
            rarity = 1 + spread - math.log(len(self.where[term]))
            weighed.append((-held[term] * rarity, term))
        strongest = sorted(weighed)[: self.settings.top]
        squares = sum(weight * weight for weight, _term in strongest)
        length = math.sqrt(squares) or 1.0
        kept = {term: -weight / length for weight, term in strongest}
        self.strongest[issue] = kept
        for term, weight in kept.items():
            self.strong_in.setdefault(term, {})[issue] = weight
        return kept

    def drop_strongest(self, issue: int) -> None:
        """Remove an issue from the comparison of strongest terms."""
        for term in self.strongest.pop(issue, ()):
            del self.strong_in[term][issue]


def _compared(held: Iterable[str]) -> list[str]:
    """Return the terms by which issues are compared. Where facets are named,
    they say what an issue is about; words only how its owners talk.
    """
    return list(filter(names_fault, held)) or list(held)


def names_fault(term: str) -> bool:
    """Return whether a term is a part with its symptom."""
    return term.count(FACET_MARK) == FACETS_COMPARED
