"""Issues that may be the same matter as one, and both side by side."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from activity.rules.calendar import days_through
from alerts.labels import facet_label, facet_title
from alerts.models import (
    DifferentIssues,
    Issue,
    IssueCorrection,
    IssueReport,
)
from alerts.rules.facet_counts import leading_names
from alerts.rules.facets import FACET_FIELDS
from alerts.rules.likeness import add_words
from alerts.rules.twins import Likeness, Side, compare_issues
from common.calendar import business_date

MAX_TWINS = 5
MAX_COMPARED = 40
READ_REPORTS = 60
SHOWN_REPORTS = 3
SHOWN_OWNERS = 8


class Twin(NamedTuple):
    """An issue that may be the same as another, and what they share."""

    issue: Any
    name: str
    likeness: Likeness
    shared: str


def find_twins(issue: Issue) -> list[Twin]:
    """Return the issues for which most speaks that they are the same matter as
    this one, without those that staff keep apart.
    """
    others = list(_candidates(issue))
    sides = _sides([issue, *others])
    twins = []
    for other in others:
        likeness = compare_issues(sides[issue.pk], sides[other.pk])
        if likeness.may_be_one:
            shared = shared_words(likeness)
            twins.append(Twin(other, str(other), likeness, shared))
    twins.sort(key=lambda twin: (-twin.likeness.points, twin.issue.pk))
    return twins[:MAX_TWINS]


def _candidates(issue: Issue) -> Any:
    """Return issues that name a leading part or symptom of this one, or are
    linked to it; the newest first.
    """
    same = Q(alerted_as=issue) | Q(pk=issue.alerted_as_id)
    for field in ("components", "symptoms"):
        for name in sorted(leading_names(getattr(issue, field))):
            same |= Q(**{f"{field}__icontains": f'"{name}"'})
    split = IssueCorrection.objects.numbers_split_from(issue.number)
    rows = (
        Issue.objects.unmerged()
        .filter(same)
        .exclude(pk__in={issue.pk, *_kept_apart(issue)})
        .exclude(number__in=split)
        .with_report_counts()
        .order_by("-reporter_count", "-pk")
    )
    return rows[:MAX_COMPARED]


def _kept_apart(issue: Issue) -> set[int]:
    pairs = DifferentIssues.objects.filter(Q(issue=issue) | Q(other=issue))
    keys: set[int] = set()
    for pair in pairs.values_list("issue", "other"):
        keys.update(pair)
    return keys - {issue.pk}


def _sides(issues: Iterable[Issue]) -> dict[int, Side]:
    """Return what is compared of each issue, with one query for all."""
    by_key = {issue.pk: issue for issue in issues}
    words: dict[int, list[dict[str, int]]] = {key: [] for key in by_key}
    owners: dict[int, set[int]] = {key: set() for key in by_key}
    rows = (
        IssueReport.objects.visible()
        .filter(issue__in=by_key)
        .with_reporter()
        .order_by("-posted_at")
        .values_list("issue_id", "words", "reporter")
    )
    for key, said, reporter in rows.iterator():
        owners[key].add(reporter)
        if len(words[key]) < READ_REPORTS:
            words[key].append(said)
    sides = {}
    for key, issue in by_key.items():
        facets = {field: getattr(issue, field) for field in FACET_FIELDS}
        total = add_words(words[key])
        sides[key] = Side(facets, total, frozenset(owners[key]))
    return sides


def shared_words(likeness: Likeness) -> str:
    """Return the facets that two issues share, in words."""
    labels: list[str] = []
    for names in likeness.shared.values():
        labels.extend(map(facet_label, names))
    return " · ".join(labels)


def read_side_by_side(one: Issue, other: Issue) -> dict[str, Any]:
    """Return what the page shows of two issues beside each other."""
    sides = _sides([one, other])
    likeness = compare_issues(sides[one.pk], sides[other.pk])
    common = sides[one.pk].owners & sides[other.pk].owners
    reports = IssueReport.objects.visible().filter(issue=one)
    owners = (
        reports.filter(post__author__in=sorted(common)[:SHOWN_OWNERS])
        .order_by("post__author", "pk")
        .select_related("post__author")
    )
    named = {report.post.author_id: report.post.author for report in owners}
    days = _days_of_both([one, other])
    return {
        "likeness": likeness,
        "shared": shared_words(likeness),
        "words_per_cent": round(100 * likeness.words),
        "owners": list(named.values()),
        "owner_count": len(common),
        "facets": _facet_rows(one, other),
        "sides": [_shown_side(issue) for issue in (one, other)],
        "curve": _curve(days, [one, other]),
        "apart": DifferentIssues.objects.filter(
            issue=min(one.pk, other.pk),
            other=max(one.pk, other.pk),
        )
        .select_related("decided_by")
        .first(),
    }


def _facet_rows(one: Issue, other: Issue) -> list[dict[str, Any]]:
    rows = []
    for field in FACET_FIELDS:
        pair = [getattr(issue, field)[:6] for issue in (one, other)]
        names = [{name for name, _count in counts} for counts in pair]
        both = names[0] & names[1]
        shown = []
        for counts in pair:
            shown.append(
                [(facet_label(name), n, name in both) for name, n in counts],
            )
        rows.append({"label": facet_title(field), "pair": shown})
    return rows


def _shown_side(issue: Issue) -> dict[str, Any]:
    reports = IssueReport.objects.visible().filter(issue=issue)
    newest = reports.select_related("post__author", "post__source")
    return {
        "issue": issue,
        "name": str(issue),
        "reports": newest.order_by("posted_at", "pk")[:SHOWN_REPORTS],
    }


def _days_of_both(issues: list[Issue]) -> dict[int, Counter[date]]:
    counted: dict[int, Counter[date]] = {one.pk: Counter() for one in issues}
    rows = IssueReport.objects.visible().filter(issue__in=counted)
    for key, moment in rows.values_list("issue_id", "posted_at"):
        counted[key][business_date(moment)] += 1
    return counted


def _curve(
    counted: dict[int, Counter[date]],
    issues: list[Issue],
) -> dict[str, Any]:
    every = [day for counts in counted.values() for day in counts]
    days = days_through(min(every), max(every)) if every else []
    series = []
    for issue in issues:
        data = [counted[issue.pk][day] for day in days]
        series.append({"name": f"#{issue.number}", "data": data})
    return {"kind": "bar", "x": list(map(str, days)), "series": series}
