"""What the page of an issue shows: facets, reports with their reasons, and its
curve.
"""

from datetime import datetime
from typing import Any

from alerts.labels import facet_label, facet_title, owners_text
from alerts.models import Issue, IssueCorrection, IssueReport
from alerts.rules.episodes import Episode, split_into_episodes
from alerts.rules.facets import ANY_MODEL, FACET_FIELDS, TERM_KINDS
from alerts.rules.shared_phrases import is_pair, join_pairs
from alerts.selectors.issue_curves import read_curve
from community.rules.text import normalise

SHOWN_REPORTS = 50
MAX_REPORTS = 1000
SHOWN_FACETS = 6
SHOWN_CORRECTIONS = 5
SHOWN_TERMS = 6


def read_issue(
    issue: Issue,
    *,
    now: datetime,
    whole: bool = False,
) -> dict[str, Any]:
    """Return what the page shows beside the issue's fields: its first reports,
    or all (`whole`) that a page holds.
    """
    all_reports = (
        IssueReport.objects.visible()
        .filter(issue=issue)
        .select_related("post", "post__author", "post__source")
        .order_by("post__posted_at")
    )
    reports = list(all_reports[: MAX_REPORTS if whole else SHOWN_REPORTS])
    for report in reports:
        report.reason_labels = _reasons(report)
    dated = list(
        all_reports.with_reporter().values_list("post__posted_at", "reporter"),
    )
    return {
        "reports": reports,
        "more_reports": max(len(dated) - len(reports), 0),
        "shows_most": whole,
        "curve": read_curve(issue, dated, now),
        "facets": [
            (facet_title(field), _entries(issue, field))
            for field in FACET_FIELDS
        ],
        "corrections": _corrections(issue),
        "alerts": _alerts(issue),
        "episodes": read_episodes(issue),
        "regressions": issue.regressions.unmerged().order_by("number"),
        "changes": issue.changes.select_related("changed_by"),
    }


def read_episodes(issue: Issue) -> list[Episode]:
    """Return the episodes of an issue by its visible reports, the last one
    first.
    """
    reports = IssueReport.objects.visible().filter(issue=issue).with_reporter()
    rows = reports.order_by().values_list("posted_at", "reporter")
    return list(reversed(split_into_episodes(rows)))


def _entries(issue: Issue, field: str) -> list[tuple[str, int]]:
    """Return the most frequent entries of a facet with their counts."""
    entries = []
    for name, count in getattr(issue, field)[:SHOWN_FACETS]:
        entries.append((facet_label(name), count))
    return entries


def _alerts(issue: Issue) -> list[Any]:
    """Return the alerts of an issue with their owners in words."""
    found: list[Any] = list(
        issue.alerts.select_related("post", "post__author"),
    )
    for alert in found:
        alert.owners_text = owners_text(alert.reporter_count, alert.expected)
    return found


def _corrections(issue: Issue) -> Any:
    """Return the last corrections of an issue that can be undone."""
    corrections = (
        IssueCorrection.objects.of_issue(issue.number)
        .filter(undone_by__isnull=True)
        .exclude(kind=IssueCorrection.Kind.UNDO)
    )
    return corrections.select_related("made_by")[:SHOWN_CORRECTIONS]


def _reasons(report: IssueReport) -> list[str]:
    """Return what a report shares with the others, what says most first:
    facets by their labels, then phrases of its text.
    """
    terms = [term for term, _weight in report.reasons]
    pairs = [term for term in terms if is_pair(term)]
    named = [_label(term) for term in terms if not is_pair(term)]
    phrases = join_pairs(normalise(report.post.whole_text), pairs)
    return list(dict.fromkeys([*named, *phrases]))[:SHOWN_TERMS]


def _label(term: str) -> str:
    """Return a shared term in the language of the page: facets by their
    labels, words as they are.
    """
    kind, _mark, rest = term.partition("|")
    named = rest if kind in TERM_KINDS else term
    labels = []
    for part in named.split("|"):
        if part and part != ANY_MODEL:
            labels.append(facet_label(part))
    return " · ".join(labels)
