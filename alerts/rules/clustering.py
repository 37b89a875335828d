"""Posts become issues, one after the other: each joins the issue that explains
its terms best, or opens a new one.

An issue that grows is compared with the others and merged when their strongest
terms agree. Sums are made in a fixed order: the same posts in the same order
give the same issues, in batches of any size and after any restart. Design and
figures: docs/alerts.md.
"""

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from alerts.rules.clustering_evidence import best_issue, find_reasons
from alerts.rules.clustering_terms import TermIndex, names_fault

# 1, 2, 3, 4, 6, 8, 11, 16 … 1024: at these sizes an issue is compared.
SIZES_TO_COMPARE = frozenset(round(2 ** (step / 2)) for step in range(21))
Merges = tuple[tuple[int, int], ...]


class IssueMatch(NamedTuple):
    """The issue of a post.

    reasons: the shared terms with their evidence · merged: pairs of issues
    (source, target) that were merged because of the post.
    """

    issue: int
    is_new: bool
    reasons: tuple[tuple[str, float], ...]
    merged: Merges

    @property
    def current_issue(self) -> int:
        """Return the issue after the merge."""
        return self.merged[-1][1] if self.merged else self.issue


class IssueIndex(TermIndex):
    """The issues known so far, into which posts are placed."""

    def place(
        self,
        terms: Mapping[str, float],
        *,
        day: int = 0,
        lean: Mapping[int, float] | None = None,
        without: Container[int] = (),
    ) -> IssueMatch:
        """Put a post of a day (an ordinal) with these terms (term -> weight)
        into an issue, and return it.

        lean: evidence that issues have beforehand, in nats: the issue of the
        post's thread · without: issues that it does not join, because it is a
        report of them already.
        """
        self.begin(day)
        self.post_count += 1
        issue = best_issue(self, terms, lean or {}, without)
        is_new = issue is None
        if issue is None:
            issue = self.next_issue
            self.open(issue)
        reasons = find_reasons(self, issue, terms)
        self.learn(issue, terms)
        self.touch(issue, day)
        merged = self._merge_alike(issue) if self._is_compared(issue) else ()
        return IssueMatch(issue, is_new, reasons, merged)

    def place_again(
        self,
        issue: int,
        terms: Mapping[str, float],
        merged: Iterable[tuple[int, int]],
        *,
        day: int = 0,
    ) -> None:
        """Bring the index to where place() with this outcome left it, whatever
        the text says today.
        """
        self.begin(day)
        self.post_count += 1
        self.open(issue)
        self.learn(issue, terms)
        self.touch(issue, day)
        if self._is_compared(issue):
            self.set_strongest(issue)
        for source, target in merged:
            self.merge(source, target)

    def join(self, issue: int, *, day: int = 0) -> None:
        """Count a post without content of its own for a known issue."""
        self.size[issue] += 1
        self.touch(issue, day)

    def move(
        self,
        source: int,
        target: int,
        moved: Iterable[Mapping[str, float]],
    ) -> None:
        """Move posts with these terms from one issue to another; a post without
        content of its own has no terms.
        """
        for issue in (source, target):
            self.open(issue)
            self.touch(issue, self.today)
        for terms in moved:
            self.shift(source, terms, -1)
            self.shift(target, terms, 1)
        for issue in (source, target):
            if self.size[issue] > 0:
                self.set_strongest(issue)
            else:
                self.forget(issue)

    def keep_apart(self, one: int, other: int) -> None:
        """Never merge these two by likeness."""
        self.apart.setdefault(one, set()).add(other)
        self.apart.setdefault(other, set()).add(one)

    def merge(self, source: int, target: int) -> None:
        """Give everything that is known of one issue to another."""
        if source not in self.terms:
            return
        self.open(target)
        held = self.terms[target]
        for term, weight in self.terms.pop(source).items():
            held[term] = held.get(term, 0.0) + weight
            where = self.where[term]
            del where[source]
            where[target] = held[term]
        self.size[target] += self.size.pop(source)
        self.mass[target] += self.mass.pop(source)
        self.touch(target, self.last_day.pop(source, 0))
        for other in self.apart.pop(source, ()):
            self.apart[other].discard(source)
            if other != target:
                self.keep_apart(other, target)
        self.drop_strongest(source)
        self.set_strongest(target)

    def _is_compared(self, issue: int) -> bool:
        return self.size[issue] in SIZES_TO_COMPARE

    def _merge_alike(self, issue: int) -> Merges:
        """Merge an issue with the one that is most like it, if any is."""
        best = self._most_alike(issue)
        if best is None:
            return ()
        source = max(issue, best)
        target = min(issue, best)
        self.merge(source, target)
        return ((source, target),)

    def _most_alike(self, issue: int) -> int | None:
        likeness: dict[int, float] = {}
        for term, weight in self.set_strongest(issue).items():
            for other, theirs in self.strong_in[term].items():
                likeness[other] = likeness.get(other, 0.0) + weight * theirs
        for other in (issue, *self.apart.get(issue, ())):
            likeness.pop(other, None)
        best = None
        best_likeness = 0.0
        for other, found in likeness.items():
            if found < self._likeness_needed(issue, other):
                continue
            is_earlier = best is not None and other < best
            if found > best_likeness or (
                found == best_likeness and is_earlier
            ):
                best = other
                best_likeness = found
        return best

    def _likeness_needed(self, issue: int, other: int) -> float:
        s = self.settings
        if s.merge_words is not None and self._is_by_words(issue):
            return s.merge_words
        size = self.size[issue]
        other_size = self.size[other]
        if size == s.big and other_size >= s.big:
            return s.merge_known
        is_big = max(size, other_size) >= s.big
        return s.merge_big if is_big else s.merge

    def _is_by_words(self, issue: int) -> bool:
        """Return whether an issue is compared by words, because it names no
        part with a symptom. Such a one has no term in common with others.
        """
        return not any(map(names_fault, self.strongest[issue]))
