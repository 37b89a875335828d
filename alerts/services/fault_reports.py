"""Reports of classified posts, and what counts of them for alerts."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Max, Q

from alerts.models import Issue, IssueReport
from alerts.rules.clustering import IssueMatch
from alerts.rules.facets import names_by_field
from alerts.rules.post_classification import PostReport
from alerts.rules.reporters import filing_key
from alerts.rules.reports import WINDOW, FaultReport, Report
from community.models import Post

REPORT_FIELDS = (
    "issue_id",
    "post_id",
    "posted_at",
    "text_key",
    "names_fault",
    "fault",
    "model_series",
    "words",
    # Who reported it: not the author of a case that is filed again.
    "same_reporter_as__post__author_id",
)


class ClassifiedPost(NamedTuple):
    """A post with one of its reports, and the model of its author's car."""

    post: Post
    classified: PostReport
    model: str
    is_follow_up: bool = False

    @property
    def match(self) -> IssueMatch:
        """Return the issue of the report."""
        return self.classified.match


def make_report(one: ClassifiedPost, issue: Issue) -> IssueReport:
    """Return the report of a post, not stored yet."""
    report = one.classified
    parsed = report.parsed
    return IssueReport(
        issue=issue,
        post=one.post,
        posted_at=one.post.posted_at,
        text_key=parsed.text_key,
        names_fault=not report.by_thread,
        fault=report.fault,
        model_series=one.model,
        said=names_by_field(parsed.facets, one.model),
        by_thread=report.by_thread,
        reasons=list(map(list, one.match.reasons)),
        number=one.match.issue,
        terms=parsed.terms,
        words=parsed.words,
        merges=list(map(list, one.match.merged)),
        is_follow_up=one.is_follow_up,
        filing=_filing(one),
    )


def _filing(one: ClassifiedPost) -> str:
    if one.classified.by_thread:
        return ""
    return filing_key(one.post.whole_text, one.model)


def fault_report(report: IssueReport, post: Post) -> FaultReport:
    """Return what counts of a report for the alert of its issue."""
    first = report.same_reporter_as
    counted = Report(
        first.post.author_id if first else post.author_id,
        report.posted_at,
        report.text_key,
        report.names_fault,
    )
    return FaultReport(
        counted,
        report.fault,
        report.model_series,
        report.words,
    )


def read_fault_reports(
    issues: Iterable[Issue],
    *,
    span: tuple[datetime, datetime],
) -> dict[int, list[FaultReport]]:
    """Return the visible reports in a span of time by id of their issue; of a
    muted issue all, because all its owners count for its end.
    """
    found: dict[int, list[FaultReport]] = {}
    muted = []
    for issue in issues:
        found[issue.pk] = []
        if issue.state == Issue.State.MUTED:
            muted.append(issue.pk)
    near = Q(issue_id__in=list(found), posted_at__range=span)
    rows = list(
        IssueReport.objects.filter(near | Q(issue_id__in=muted))
        .order_by("pk")
        .values_list(*REPORT_FIELDS),
    )
    post_ids = [row[1] for row in rows]
    visible = Post.objects.visible().filter(pk__in=post_ids)
    authors = dict(visible.values_list("pk", "author_id"))
    for issue_id, post_id, *counted, fault, model, words, first in rows:
        if post_id in authors:
            report = Report(first or authors[post_id], *counted)
            one = FaultReport(report, fault, model, words)
            found[issue_id].append(one)
    return found


def read_alerting_reports(
    issues: list[Issue],
) -> dict[int, list[FaultReport]]:
    """Return the reports in own words on which these issues raised their
    alert, by id of the issue.
    """
    found: dict[int, list[FaultReport]] = {}
    for issue in issues:
        found[issue.pk] = []
    rows = (
        IssueReport.objects.visible()
        .filter(
            issue__in=issues,
            names_fault=True,
            posted_at__lte=F("issue__alerted_at"),
            posted_at__gte=F("issue__alerted_at") - WINDOW,
        )
        .order_by("pk")
        .values_list(*REPORT_FIELDS, "post__author_id")
    )
    for row in rows:
        issue_id, _post, *counted, fault, model, words, first, author = row
        report = Report(first or author, *counted)
        one = FaultReport(report, fault, model, words)
        found[issue_id].append(one)
    return found


def first_filing(report: IssueReport) -> IssueReport | None:
    """Return the first stored report of the same case by another account,
    None if there is none.
    """
    same = IssueReport.objects.visible().filter(
        issue=report.issue,
        filing=report.filing,
        same_reporter_as__isnull=True,
    )
    others = same.exclude(post__author_id=report.post.author_id)
    first: IssueReport | None = (
        others.select_related("post").order_by("pk").first()
    )
    return first


def last_report_before(issue: Issue, moment: datetime) -> datetime | None:
    """Return when an issue was last reported before a moment, None if it was
    not.
    """
    reports = IssueReport.objects.visible().filter(issue=issue)
    earlier = reports.filter(posted_at__lt=moment)
    last: datetime | None = earlier.aggregate(last=Max("posted_at"))["last"]
    return last
