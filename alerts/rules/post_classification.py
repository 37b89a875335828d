"""Early warning (早期哨兵): one post after the other becomes a report of an
issue, or none.

What a post says is parsed into terms and facets. A reply with hardly any
content of its own ("我的也是") counts for the issue of its thread; chatter that
names no fault counts for nothing. Deterministic: see alerts/rules/clustering.py.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from alerts.rules.clustering import IssueIndex, IssueMatch
from alerts.rules.facets import Facets, facet_terms, names_a_fault, read_facets
from community.rules.text import normalise, terms, text_key

WORD_WEIGHT = 0.3
MAX_WORDS = 30
# Content in nats: a reply with less has none of its own, one with less leans
# on the issue of its thread.
CONTENT_FREE_NATS = 15.0
LEANING_NATS = 35.0
COMMON_NATS = 3.5
LEAN = 10.0
AGREEING = (
    "我的也是",
    "我也是",
    "我也有",
    "同样",
    "同款",
    "一样的问题",
    "+1",
    "me too",
    "same here",
    "same issue",
    "same problem",
    "mine too",
    "mine does",
)
LONGEST_AGREEMENT = 80


class ParsedPost(NamedTuple):
    """What a post says: facets, the key of its words, its terms with their
    weights, and its content in nats.
    """

    facets: Facets
    text_key: str
    terms: dict[str, float]
    content: float


class PostClassification(NamedTuple):
    """What became of a post: its issue (None: no report), whether it has it
    from its thread, and whether it names a fault.
    """

    match: IssueMatch | None
    by_thread: bool
    names_fault: bool
    parsed: ParsedPost


def parse_post(
    normal: str,
    facets: Facets,
    *,
    model: str,
    index: IssueIndex,
) -> ParsedPost:
    """Return what a normalised text with these facets says."""
    words = sorted(
        terms(normal),
        key=lambda term: (index.count.get(term, 0.0), term),
    )
    content = 0.0
    for word in words:
        content += max(0.0, -math.log(index.share(word)) - COMMON_NATS)
    weighed = dict.fromkeys(words[:MAX_WORDS], WORD_WEIGHT)
    weighed.update(facet_terms(facets, model))
    return ParsedPost(facets, text_key(normal), weighed, content)


def classify_post(
    text: str,
    *,
    model: str,
    thread_issue: int | None,
    index: IssueIndex,
    day: int = 0,
    not_content: Iterable[str] = (),
) -> PostClassification:
    """Let a post join an issue, open one, or be no report, and add it to the
    index.

    Names in `not_content` (model, brand) are no content of the text.
    """
    normal = normalise(text)
    for name in not_content:
        if name:
            normal = normal.replace(name.lower(), " ")
    facets = read_facets(normal)
    names_fault = bool(facets.symptoms) and names_a_fault(facets)
    if not names_fault and thread_issue is None:
        return _no_report(ParsedPost(facets, "", {}, 0.0))
    parsed = parse_post(normal, facets, model=model, index=index)
    if not names_fault:
        if thread_issue is None or thread_issue not in index.terms:
            return _no_report(parsed)
        if parsed.content < CONTENT_FREE_NATS or _agrees(text):
            return _join_thread(thread_issue, parsed, index, day)
        return _no_report(parsed)
    lean = None
    if thread_issue is not None and parsed.content < LEANING_NATS:
        lean = {thread_issue: LEAN}
    match = index.place(parsed.terms, day=day, lean=lean)
    return PostClassification(match, False, True, parsed)


def _no_report(parsed: ParsedPost) -> PostClassification:
    return PostClassification(None, False, False, parsed)


def _join_thread(
    issue: int,
    parsed: ParsedPost,
    index: IssueIndex,
    day: int,
) -> PostClassification:
    index.join(issue, day=day)
    match = IssueMatch(issue, is_new=False, reasons=(), merged=())
    return PostClassification(match, True, False, parsed)


def _agrees(text: str) -> bool:
    """Return whether a short reply says that its writer has the same."""
    short = text.strip().lower()
    if len(short) > LONGEST_AGREEMENT:
        return False
    return any(phrase in short for phrase in AGREEING)
