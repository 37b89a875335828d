"""The early sentinel (早期哨兵): one post after the other becomes a voice of an issue, or none.

What a post says is read into terms and facets. A reply with hardly any content of its own ("我的也是") counts for the
issue of its thread; chatter that names no fault counts for nothing. Deterministic: see alerts/rules/clustering.py.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from alerts.rules.clustering import IssueIndex, Placed
from alerts.rules.facets import Facets, facet_terms, names_a_fault, read_facets
from community.rules.reading import normalise, terms, text_key

WORD_WEIGHT = 0.3
MOST_WORDS = 30
CONTENT_FREE_NATS, LEANING_NATS = 15.0, 35.0
COMMON_NATS = 3.5
LEAN = 10.0


class Reading(NamedTuple):
    """What a post says: facets, the key of its words, the terms with their weights, and its content in nats."""

    facets: Facets
    text_key: str
    terms: dict[str, float]
    content: float


class Heard(NamedTuple):
    """What became of a post: where it was placed (None: no voice), whether by its thread, whether it names a fault."""

    placed: Placed | None
    by_thread: bool
    names_fault: bool
    reading: Reading


def read_post(normal: str, facets: Facets, *, model: str, index: IssueIndex) -> Reading:
    """Return the reading of a normalised text with these facets."""
    words = sorted(terms(normal), key=lambda term: (index.count.get(term, 0.0), term))
    content = sum(max(0.0, -math.log(index.share(word)) - COMMON_NATS) for word in words)
    weighed = dict.fromkeys(words[:MOST_WORDS], WORD_WEIGHT)
    weighed.update(facet_terms(facets, model))
    return Reading(facets, text_key(normal), weighed, content)


def hear(
    text: str,
    *,
    model: str,
    thread_issue: int | None,
    index: IssueIndex,
    day: int = 0,
    not_content: Iterable[str] = (),
) -> Heard:
    """A post is heard: it joins an issue, opens one, or is no voice; the index knows it from now on.

    Names in `not_content` (model, brand) are no content of the text.
    """
    normal = normalise(text)
    for name in not_content:
        if name:
            normal = normal.replace(name.lower(), " ")
    facets = read_facets(normal)
    says_fault = bool(facets.symptoms) and names_a_fault(facets)
    if not says_fault and thread_issue is None:
        return Heard(None, False, False, Reading(facets, "", {}, 0.0))
    reading = read_post(normal, facets, model=model, index=index)
    if thread_issue is not None and thread_issue in index.terms and not says_fault:
        if reading.content < CONTENT_FREE_NATS or _agrees(text):
            index.join(thread_issue, day=day)
            return Heard(Placed(thread_issue, False, (), ()), True, False, reading)
        return Heard(None, False, False, reading)
    if not says_fault:
        return Heard(None, False, False, reading)
    lean = {thread_issue: LEAN} if thread_issue is not None and reading.content < LEANING_NATS else None
    return Heard(index.place(reading.terms, day=day, lean=lean), False, True, reading)


AGREEING = ("我的也是", "我也是", "我也有", "同样", "同款", "一样的问题", "+1", "me too", "same here", "same issue",
            "same problem", "mine too", "mine does")  # fmt: skip
LONGEST_AGREEMENT = 80


def _agrees(text: str) -> bool:
    """Tell whether a short reply says that its writer has the same."""
    short = text.strip().lower()
    return len(short) <= LONGEST_AGREEMENT and any(phrase in short for phrase in AGREEING)
