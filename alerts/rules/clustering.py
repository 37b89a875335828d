"""Posts into issues, one after the other: each joins the issue that explains its terms best, or opens one.

The evidence for an issue is a log-likelihood ratio of the post's terms under the issue against the corpus, so it
is a sum over shared terms, and these terms with their weights *are* the reason. An issue that grows is compared
with the others and merged when their strongest terms agree. Everything is plain dictionaries and sums in a fixed
order: the same posts in the same order give the same issues, in any batch sizes, after any restart.
Design and figures: docs/alerts.md.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import NamedTuple

from alerts.rules.clustering_settings import Settings
from alerts.rules.facets import FACET_MARK

SIZES_TO_COMPARE = frozenset({1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724, 1024})
LEAST_PSEUDO_COUNT, CORPUS_PRIOR = 0.5, 1000.0
SHOWN_REASONS = 12
FACETS_COMPARED = 2


class Placed(NamedTuple):
    """Where a post went: issue, whether it opened it, the shared terms with their evidence, and issues that were
    merged because of it (the one that went, the one that stays).
    """

    issue: int
    is_new: bool
    reasons: tuple[tuple[str, float], ...]
    merged: tuple[tuple[int, int], ...]

    @property
    def stands(self) -> int:
        """The issue as it is called after the merge."""
        return self.merged[-1][1] if self.merged else self.issue


@dataclass
class IssueIndex:
    """What is known of all issues. `terms`: issue -> term -> weight · `posts`: term -> issue -> weight."""

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
    told_on: dict[int, list[int]] = field(default_factory=dict)
    where: dict[str, dict[int, float]] = field(default_factory=dict)
    strongest: dict[int, dict[str, float]] = field(default_factory=dict)
    strong_in: dict[str, dict[int, float]] = field(default_factory=dict)

    def share(self, term: str) -> float:
        """Return a term's share of the corpus, smoothed so that new terms have one."""
        return (self.count.get(term, 0.0) + LEAST_PSEUDO_COUNT) / (self.total + CORPUS_PRIOR)

    def place(self, terms: Mapping[str, float], *, day: int = 0, lean: Mapping[int, float] | None = None) -> Placed:
        """A post of that day (an ordinal) with these terms (term -> weight) belongs to an issue from now on.

        `lean` gives issues a start, in nats: the issue of the post's thread.
        """
        self._begin(day)
        self.post_count += 1
        issue = self._best_issue(terms, lean or {})
        is_new = issue is None
        if issue is None:
            issue = self.next_issue
            self._open(issue)
        reasons = self._reasons(issue, terms)
        self._learn(issue, terms)
        self._tell(issue, day)
        merged = self._compare(issue) if self.size[issue] in SIZES_TO_COMPARE else ()
        return Placed(issue, is_new, reasons, merged)

    def place_again(
        self, issue: int, terms: Mapping[str, float], merged: Iterable[tuple[int, int]], *, day: int = 0
    ) -> None:
        """The index is as after the place() that had this outcome; whatever the text says today."""
        self._begin(day)
        self.post_count += 1
        self._open(issue)
        self._learn(issue, terms)
        self._tell(issue, day)
        if self.size[issue] in SIZES_TO_COMPARE:
            self._set_strongest(issue)
        for goes, stays in merged:
            self.merge(goes, stays)

    def move(self, goes: int, stays: int, moved: Iterable[Mapping[str, float]]) -> None:
        """Posts with these terms (none: a post without content of its own) belong to `stays` instead of `goes`."""
        for issue in (goes, stays):
            self._open(issue)
            self._tell(issue, self.today)
        for terms in moved:
            for term in terms:
                self._shift(term, goes, -1)
                self._shift(term, stays, 1)
            weight = sum(terms.values())
            self.mass[goes], self.mass[stays] = self.mass[goes] - weight, self.mass[stays] + weight
            self.size[goes], self.size[stays] = self.size[goes] - 1, self.size[stays] + 1
        for issue in (goes, stays):
            if self.size[issue] > 0:
                self._set_strongest(issue)
            else:
                self._forget(issue)

    def keep_apart(self, one: int, other: int) -> None:
        """The index itself never merges these two."""
        self.apart.setdefault(one, set()).add(other)
        self.apart.setdefault(other, set()).add(one)

    def _open(self, issue: int) -> None:
        if issue not in self.terms:
            self.terms[issue], self.size[issue], self.mass[issue] = {}, 0, 0.0
            self.next_issue = max(self.next_issue, issue + 1)

    def _shift(self, term: str, issue: int, by: int) -> None:
        left = self.terms[issue].get(term, 0.0) + by
        if left > 0:
            self.terms[issue][term] = self.where.setdefault(term, {})[issue] = left
        else:
            self.terms[issue].pop(term, None)
            self.where.get(term, {}).pop(issue, None)

    def join(self, issue: int, *, day: int = 0) -> None:
        """A post without content of its own counts for an issue that is known."""
        self.size[issue] += 1
        self._tell(issue, day)

    def _tell(self, issue: int, day: int) -> None:
        day = max(day, self.last_day.get(issue, 0))
        if self.last_day.get(issue) != day:
            self.last_day[issue] = day
            self.told_on.setdefault(day, []).append(issue)

    def _begin(self, day: int) -> None:
        if day <= self.today or not self.settings.idle_days:
            return
        self.today = day
        for gone in sorted(told for told in self.told_on if told < day - self.settings.idle_days):
            for issue in self.told_on.pop(gone):
                if self.last_day.get(issue) == gone and self.size[issue] < self.settings.kept:
                    self._forget(issue)

    def _forget(self, issue: int) -> None:
        for term in self.terms.pop(issue):
            where = self.where[term]
            del where[issue]
            if not where:
                del self.where[term]
        self._drop_strongest(issue)
        del self.size[issue], self.mass[issue]
        self.last_day.pop(issue, None)
        for other in self.apart.pop(issue, ()):
            self.apart[other].discard(issue)

    def _best_issue(self, terms: Mapping[str, float], lean: Mapping[int, float]) -> int | None:
        s = self.settings
        evidence = self._evidence(terms, lean)
        length = sum(terms.values())
        best, best_sum = None, math.log(s.alpha * (self.post_count + s.floor))
        for issue, found in evidence.items():
            total = found - length * math.log1p(self.mass[issue] / s.kappa) + 0.5 * math.log(self.size[issue])
            if total > best_sum or (total == best_sum and best is not None and issue < best):
                best, best_sum = issue, total
        return best

    def _evidence(self, terms: Mapping[str, float], lean: Mapping[int, float]) -> dict[int, float]:
        s = self.settings
        # Facets come first, and choose the issues on which words are scored at all.
        known = sorted((FACET_MARK not in term, len(where), term) for term in terms if (where := self.where.get(term)))
        has_facets = bool(known) and not known[0][0]
        evidence = {issue: start for issue, start in lean.items() if issue in self.terms}
        candidates: dict[int, float] | None = None
        for is_word, spread, term in known:
            where, weight, inverse = self.where[term], terms[term], 1 / (s.kappa * self.share(term))
            is_open = spread <= s.busy and not (is_word and has_facets)
            if candidates is None and (is_open or not evidence):
                for issue, held in where.items():
                    evidence[issue] = evidence.get(issue, 0.0) + weight * math.log1p(held * inverse)
                continue
            if candidates is None:
                candidates = {issue: evidence[issue] for issue in self._likeliest(evidence, sum(terms.values()))}
            fewer, more = (where, candidates) if len(where) < len(candidates) else (candidates, where)
            for issue in fewer:
                if issue in more:
                    candidates[issue] += weight * math.log1p(where[issue] * inverse)
        return evidence if candidates is None else candidates

    def _likeliest(self, evidence: Mapping[int, float], length: float) -> list[int]:
        def unlikely(issue: int) -> tuple[float, int]:
            return length * math.log1p(self.mass[issue] / self.settings.kappa) - evidence[issue], issue

        return nsmallest(self.settings.best, evidence, key=unlikely)

    def _reasons(self, issue: int, terms: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        held = self.terms[issue]
        kappa = self.settings.kappa
        found = [
            (term, round(weight * math.log1p(held[term] / (kappa * self.share(term))), 3))
            for term, weight in terms.items()
            if term in held
        ]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:SHOWN_REASONS])

    def _learn(self, issue: int, terms: Mapping[str, float]) -> None:
        held = self.terms[issue]
        for term in terms:
            held[term] = held.get(term, 0.0) + 1
            self.where.setdefault(term, {})[issue] = held[term]
            self.count[term] = self.count.get(term, 0.0) + 1
        self.total += sum(terms.values())
        self.mass[issue] += sum(terms.values())
        self.size[issue] += 1

    def _compare(self, issue: int) -> tuple[tuple[int, int], ...]:
        mine = self._set_strongest(issue)
        likeness: dict[int, float] = {}
        for term, weight in mine.items():
            for other, theirs in self.strong_in[term].items():
                likeness[other] = likeness.get(other, 0.0) + weight * theirs
        for other in (issue, *self.apart.get(issue, ())):
            likeness.pop(other, None)
        best, best_like = None, 0.0
        for other, like in likeness.items():
            needed = self._likeness_needed(self.size[issue], self.size[other])
            if like >= needed and (like > best_like or (like == best_like and best is not None and other < best)):
                best, best_like = other, like
        return () if best is None else (self.merge(max(issue, best), min(issue, best)),)

    def _likeness_needed(self, size: int, other_size: int) -> float:
        s = self.settings
        if size == s.big and other_size >= s.big:
            return s.merge_known
        return s.merge_big if max(size, other_size) >= s.big else s.merge

    def merge(self, goes: int, stays: int) -> tuple[int, int]:
        """All that is known of the issue `goes` belongs to `stays` now."""
        if goes not in self.terms:
            return goes, stays
        self._open(stays)
        held = self.terms[stays]
        for term, weight in self.terms.pop(goes).items():
            held[term] = held.get(term, 0.0) + weight
            where = self.where[term]
            del where[goes]
            where[stays] = held[term]
        self.size[stays] += self.size.pop(goes)
        self.mass[stays] += self.mass.pop(goes)
        self._tell(stays, self.last_day.pop(goes, 0))
        for other in self.apart.pop(goes, ()):
            self.apart[other].discard(goes)
            if other != stays:
                self.keep_apart(other, stays)
        self._drop_strongest(goes)
        self._set_strongest(stays)
        return goes, stays

    def _set_strongest(self, issue: int) -> dict[str, float]:
        self._drop_strongest(issue)
        spread = math.log(len(self.terms) + 1)
        held = self.terms[issue]
        # Where facets are named, they say what an issue is about; words only how its owners talk.
        compared = [term for term in held if term.count(FACET_MARK) == FACETS_COMPARED] or list(held)
        weighed = [(-held[t] * (1 + spread - math.log(len(self.where[t]))), t) for t in compared]
        strongest = sorted(weighed)[: self.settings.top]
        length = math.sqrt(sum(weight * weight for weight, _term in strongest)) or 1.0
        kept = {term: -weight / length for weight, term in strongest}
        self.strongest[issue] = kept
        for term, weight in kept.items():
            self.strong_in.setdefault(term, {})[issue] = weight
        return kept

    def _drop_strongest(self, issue: int) -> None:
        for term in self.strongest.pop(issue, ()):
            del self.strong_in[term][issue]
