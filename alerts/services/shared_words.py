"""Keep what the reports of an issue share in their own words, where the lexicon
does not say what is wrong with what.
"""

from collections.abc import Iterable, Mapping

from alerts.models import Issue, IssueReport
from alerts.rules.issue_names import (
    name_facts,
    named_phrase,
    shared_phrases,
)
from community.rules.text import normalise

READ_REPORTS = 20
# Parts that owners call more precisely than the lexicon does.
WORDED_PARTS = frozenset({"key"})


def refresh_shared_words(
    issues: Iterable[Issue],
    *,
    added: Mapping[int, int],
) -> None:
    """Store the phrases that the first READ_REPORTS reports share, for those
    of these issues that need them.

    added: how many reports each issue (by id) has got since, none if it is
    missing. The result is the same in batches of any size.
    """
    asked = {}
    for issue in issues:
        if issue.merged_into_id is None and _needs_words(issue):
            asked[issue.pk] = issue
    first = _first_reports(asked, added)
    texts: dict[int, list[str]] = {}
    words: dict[int, list[dict[str, int]]] = {}
    rows = IssueReport.objects.filter(pk__in=first).select_related("post")
    for report in rows.order_by("pk"):
        text = normalise(report.post.whole_text)
        texts.setdefault(report.issue_id, []).append(text)
        words.setdefault(report.issue_id, []).append(report.words)
    changed = []
    for issue_id, said in texts.items():
        issue = asked[issue_id]
        phrases = shared_phrases(said, words[issue_id])
        if name_facts(issue.facet_counts).part in WORDED_PARTS:
            phrases = list(dict.fromkeys([*phrases, *named_phrase(said)]))
        if phrases != issue.shared_words:
            issue.shared_words = phrases
            changed.append(issue)
    Issue.objects.bulk_update(changed, ["shared_words"])


def _needs_words(issue: Issue) -> bool:
    facts = name_facts(issue.facet_counts)
    return not facts.is_whole or facts.part in WORDED_PARTS


def _first_reports(
    issues: Mapping[int, Issue],
    added: Mapping[int, int],
) -> list[int]:
    """Return the first reports of the issues that have got one of them."""
    rows = IssueReport.objects.visible().filter(issue__in=issues)
    found: dict[int, list[int]] = {}
    for issue_id, pk in rows.order_by("pk").values_list("issue_id", "pk"):
        found.setdefault(issue_id, []).append(pk)
    first = []
    for issue_id, reports in found.items():
        before = len(reports) - added.get(issue_id, 0)
        if before < READ_REPORTS and len(reports) > 1:
            first += reports[:READ_REPORTS]
    return first
