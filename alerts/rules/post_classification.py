"""Early warning (早期哨兵): one post after the other becomes a report of the
issues that it names, or of none.

Only a trouble of the writer's own is a report, as community/rules/statements.py
reads it, and "me too" in a thread with an issue. Parts and symptoms of the
lexicon explain and rank; a trouble without any joins or opens an issue by its
words. Deterministic: see alerts/rules/clustering.py.
"""

from collections.abc import Iterable
from typing import NamedTuple

from alerts.rules.clustering import IssueIndex, IssueMatch
from alerts.rules.facets import Facets, facet_terms, read_facets
from alerts.rules.lexicons import SHIPPED, Lexicon
from alerts.rules.likeness import information, keep_words
from alerts.rules.matters import PostMatter, may_report, read_matters
from community.rules.statements import (
    Statement,
    StatementKind,
    read_statements,
)
from community.rules.text import normalise, terms, text_key

# A word beside a part of the car and its symptom, and where there are none.
WORD_WEIGHT = 0.3
ONLY_WORD_WEIGHT = 0.7
MAX_WORDS = 30
# Content in nats: a trouble that names nothing known and has less opens no
# issue; one with less than the other leans on the issue of its thread.
CONTENT_FREE_NATS = 15.0
LEANING_NATS = 35.0
LEAN = 10.0
# "Me too" is said shortly, in Chinese characters; a longer post that says it
# agrees with an opinion more often than with a trouble.
LONGEST_AGREEMENT = 60.0
LETTER = 1 / 3


class ParsedPost(NamedTuple):
    """What a post says of a matter: facets, the key of its words, its terms
    with their weights, its words with what each says, and its content in nats.
    """

    facets: Facets
    text_key: str
    terms: dict[str, float]
    words: dict[str, int]
    content: float


class PostReport(NamedTuple):
    """A report that a post is: its issue, and whether it has it from its
    thread.
    """

    match: IssueMatch
    by_thread: bool
    parsed: ParsedPost

    @property
    def fault(self) -> str:
        """Return the part and symptom that it names in its own words."""
        return "" if self.by_thread else self.parsed.facets.main_fault


class PostClassification(NamedTuple):
    """The reports that a post is, of different issues."""

    reports: tuple[PostReport, ...]
    is_follow_up: bool = False

    @property
    def thread_issue(self) -> int | None:
        """Return the issue with which the next "me too" of the thread agrees:
        the one that this post agrees with, else its first one; None without a
        report.
        """
        chosen: PostReport | None = None
        for report in self.reports:
            if report.by_thread or chosen is None:
                chosen = report
        if chosen is None:
            return None
        return _followed(chosen.match.current_issue, self.merged)

    @property
    def merged(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs of issues that were merged because of the post."""
        pairs: list[tuple[int, int]] = []
        for report in self.reports:
            pairs += report.match.merged
        return tuple(pairs)


def classify_post(
    text: str,
    *,
    model: str,
    thread_issue: int | None,
    index: IssueIndex,
    day: int = 0,
    not_content: Iterable[str] = (),
    followed_issue: int | None = None,
    lexicon: Lexicon = SHIPPED,
) -> PostClassification:
    """Let a post be a report of known or new issues, or of none, and add it to
    the index. A follow-up counts for the issue of its author's own report.

    Names in `not_content` (model, brand) are no content of the text.
    """
    normal = normalise(text)
    if followed_issue is not None and followed_issue in index.terms:
        follow_up = _join_issue(normal, followed_issue, index, day)
        return PostClassification((follow_up,), is_follow_up=True)
    for name in not_content:
        if name:
            normal = normal.replace(name.lower(), " ")
    statements = read_statements(normal)
    if not may_report(statements):
        return PostClassification(())
    known_issue = thread_issue if thread_issue in index.terms else None
    matters = read_matters(normal, statements, lexicon)
    reports = _place_matters(
        matters,
        text_key(normal),
        model=model,
        thread_issue=known_issue,
        index=index,
        day=day,
    )
    if known_issue is not None and _agrees(normal, statements):
        joined = _join_thread(normal, known_issue, reports, index, day)
        if joined is not None:
            reports.append(joined)
    return PostClassification(tuple(reports))


def parse_matter(
    matter: PostMatter,
    key: str,
    *,
    model: str,
    index: IssueIndex,
) -> ParsedPost:
    """Return what a post with this key says of a matter."""
    words = sorted(
        terms(matter.text),
        key=lambda term: (index.count.get(term, 0.0), term),
    )
    nats = {word: information(index, word) for word in words}
    rarest = words[:MAX_WORDS]
    weight = WORD_WEIGHT if matter.facets.faults else ONLY_WORD_WEIGHT
    weighed = dict.fromkeys(rarest, weight)
    weighed.update(facet_terms(matter.facets, model))
    return ParsedPost(
        facets=matter.facets,
        text_key=key,
        terms=weighed,
        words=keep_words(nats),
        content=sum(nats.values()),
    )


def _place_matters(
    matters: Iterable[PostMatter],
    key: str,
    *,
    model: str,
    thread_issue: int | None,
    index: IssueIndex,
    day: int,
) -> list[PostReport]:
    """Place each matter into an issue of its own, and return the reports."""
    reports: list[PostReport] = []
    used: set[int] = set()
    for matter in matters:
        parsed = parse_matter(matter, key, model=model, index=index)
        if not matter.is_known and parsed.content < CONTENT_FREE_NATS:
            continue
        lean = {}
        if thread_issue is not None and parsed.content < LEANING_NATS:
            lean[thread_issue] = LEAN
        match = index.place(parsed.terms, day=day, lean=lean, without=used)
        used |= {match.issue, match.current_issue}
        reports.append(PostReport(match, False, parsed))
    return reports


def _agrees(normal: str, statements: Iterable[Statement]) -> bool:
    """Return whether a short reply says "me too"."""
    if _length(normal) > LONGEST_AGREEMENT:
        return False
    return any(its.kind is StatementKind.AGREEMENT for its in statements)


def _length(normal: str) -> float:
    """Return the length of a text in Chinese characters."""
    letters = normal.replace(" ", "")
    latin = sum(letter.isascii() for letter in letters)
    return len(letters) - latin + latin * LETTER


def _join_thread(
    normal: str,
    issue: int,
    reports: list[PostReport],
    index: IssueIndex,
    day: int,
) -> PostReport | None:
    """Count a post for the issue of its thread, unless one of its matters is
    that issue.
    """
    for report in reports:
        issue = _followed(issue, report.match.merged)
    for report in reports:
        if report.match.current_issue == issue:
            return None
    return _join_issue(normal, issue, index, day)


def _join_issue(
    normal: str,
    issue: int,
    index: IssueIndex,
    day: int,
) -> PostReport:
    """Count a post for an issue, to which it adds scenes and triggers only."""
    index.join(issue, day=day)
    match = IssueMatch(issue, is_new=False, reasons=(), merged=())
    circumstances = read_facets(normal)._replace(
        components=(),
        symptoms=(),
        faults=(),
    )
    parsed = ParsedPost(circumstances, "", {}, {}, 0.0)
    return PostReport(match, True, parsed)


def _followed(issue: int, merged: Iterable[tuple[int, int]]) -> int:
    for source, target in merged:
        if issue == source:
            issue = target
    return issue
