"""To which issue a post belongs: the log-likelihood ratio of its terms under
each issue against the corpus.

It is a sum over the terms that both share, and these terms with their weights
are the reason that is shown.
"""

import math
from collections.abc import Container, Mapping
from heapq import nsmallest

from alerts.rules.clustering_terms import TermIndex
from alerts.rules.facets import FACET_MARK

SHOWN_REASONS = 12


# Whether it is a word and no facet, how many issues have it, and the term:
# sorted, facets come before words and rare terms before common ones.
KnownTerm = tuple[bool, int, str]


def best_issue(
    index: TermIndex,
    terms: Mapping[str, float],
    lean: Mapping[int, float],
    without: Container[int] = (),
) -> int | None:
    """Return the issue that explains these terms best, None if a new issue
    does.

    lean: evidence that issues have beforehand, in nats · without: issues that
    are not asked for.
    """
    s = index.settings
    length = sum(terms.values())
    best = None
    best_sum = math.log(s.alpha * (index.post_count + s.floor))
    for issue, found in _evidence_by_issue(index, terms, lean).items():
        if issue in without:
            continue
        total = (
            found
            - length * math.log1p(index.mass[issue] / s.kappa)
            + 0.5 * math.log(index.size[issue])
        )
        is_earlier = best is not None and issue < best
        if total > best_sum or (total == best_sum and is_earlier):
            best = issue
            best_sum = total
    return best


def find_reasons(
    index: TermIndex,
    issue: int,
    terms: Mapping[str, float],
) -> tuple[tuple[str, float], ...]:
    """Return the terms that a post shares with an issue and their evidence,
    strongest first.
    """
    held = index.terms[issue]
    kappa = index.settings.kappa
    found = []
    for term, weight in terms.items():
        if term in held:
            ratio = held[term] / (kappa * index.share(term))
            found.append((term, round(weight * math.log1p(ratio), 3)))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(found[:SHOWN_REASONS])


def _evidence_by_issue(
    index: TermIndex,
    terms: Mapping[str, float],
    lean: Mapping[int, float],
) -> dict[int, float]:
    """Return the evidence of the terms for each issue.

    Rare facets choose the issues; words and terms of many issues are added up
    for the likeliest of them only.
    """
    known = _known_terms(index, terms)
    has_facets = bool(known) and known[0][0] is False
    evidence = {}
    for issue, start in lean.items():
        if issue in index.terms:
            evidence[issue] = start
    for position, (is_word, spread, term) in enumerate(known):
        is_common = spread > index.settings.busy
        if evidence and (is_common or (is_word and has_facets)):
            rest = known[position:]
            return _score_likeliest(index, terms, evidence, rest)
        weight = terms[term]
        inverse = 1 / (index.settings.kappa * index.share(term))
        for issue, held in index.where[term].items():
            nats = weight * math.log1p(held * inverse)
            evidence[issue] = evidence.get(issue, 0.0) + nats
    return evidence


def _known_terms(
    index: TermIndex,
    terms: Mapping[str, float],
) -> list[KnownTerm]:
    known = []
    for term in terms:
        spread = len(index.where.get(term, ()))
        if spread:
            known.append((FACET_MARK not in term, spread, term))
    known.sort()
    return known


def _score_likeliest(
    index: TermIndex,
    terms: Mapping[str, float],
    evidence: Mapping[int, float],
    rest: list[KnownTerm],
) -> dict[int, float]:
    """Return the evidence for the likeliest issues, with the rest of the terms."""
    length = sum(terms.values())
    candidates = {}
    for issue in _likeliest(index, evidence, length):
        candidates[issue] = evidence[issue]
    for _is_word, _spread, term in rest:
        where = index.where[term]
        weight = terms[term]
        inverse = 1 / (index.settings.kappa * index.share(term))
        for issue in where.keys() & candidates.keys():
            candidates[issue] += weight * math.log1p(where[issue] * inverse)
    return candidates


def _likeliest(
    index: TermIndex,
    evidence: Mapping[int, float],
    length: float,
) -> list[int]:
    kappa = index.settings.kappa

    def unlikely(issue: int) -> tuple[float, int]:
        expected = length * math.log1p(index.mass[issue] / kappa)
        return expected - evidence[issue], issue

    return nsmallest(index.settings.best, evidence, key=unlikely)
