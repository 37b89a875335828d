"""Write a batch of classified posts as reports, issues and alerts. The result
is the same for batches of any size.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.db.models import Q

from alerts.models import Alert, Issue, IssueReport
from alerts.rules.clustering import IssueMatch
from alerts.rules.facet_counts import add_names
from alerts.rules.facets import FACET_FIELDS, names_by_field
from alerts.rules.post_classification import PostClassification
from alerts.rules.rates import ReportRates
from alerts.rules.reports import (
    MIN_REPORTERS,
    WINDOW,
    FaultReport,
    Report,
    is_alarming,
    largest_window,
)
from alerts.services.joining import join_issues
from community.models import Post

REPORT_FIELDS = (
    "issue_id",
    "post_id",
    "posted_at",
    "text_key",
    "names_fault",
    "fault",
    "model_series",
)
RESOLVED_STATES = (
    Issue.State.FIXED,
    Issue.State.VERIFIED,
    Issue.State.CLOSED,
)
# States in which an issue that has been alerted raises another alert.
AGAIN_STATES = (Issue.State.MUTED, *RESOLVED_STATES)


class ClassifiedPost(NamedTuple):
    """A post that is a report, its match, and the model of its author's car."""

    post: Post
    classified: PostClassification
    match: IssueMatch
    model: str


class IssueWriter:
    """Writes reports in the order of their posts. After finish() everything is
    in the database.

    fault reports: of each issue that can raise an alert, the reports that count
    for it (by id of the issue).
    """

    def __init__(
        self,
        classified: list[ClassifiedPost],
        rates: ReportRates,
        *,
        now: datetime,
    ) -> None:
        self._now = now
        self._rates = rates
        times = [one.post.posted_at for one in classified] or [now]
        self._span = (min(times) - WINDOW, max(times) + WINDOW)
        self._pending: list[IssueReport] = []
        self._changed: dict[int, Issue] = {}
        self._issues = self._open_issues(classified)
        self._fault_reports = self._read_fault_reports(
            filter(_can_alert, self._issues.values()),
        )
        self.alerts: list[Alert] = []

    def write(self, one: ClassifiedPost) -> None:
        """Add the post to the reports of its issue, and raise an alert if one
        is due.
        """
        issue = self._issues[one.match.issue]
        report = _issue_report(one, issue)
        self._pending.append(report)
        self._rates.add(
            one.post.posted_at,
            one.post.author_id,
            fault=report.fault,
            model=one.model,
        )
        if issue.pk in self._fault_reports:
            counted = _fault_report(report, one.post.author_id)
            self._fault_reports[issue.pk].append(counted)
        for source, target in one.match.merged:
            issue = self._join(source, target)
        for name in FACET_FIELDS:
            counts = add_names(getattr(issue, name), report.said[name])
            setattr(issue, name, counts)
        issue.opened_at = min(issue.opened_at, one.post.posted_at)
        self._changed[issue.pk] = issue
        self._raise_alert_if_due(issue, one.post)

    def finish(self) -> None:
        """Store every report and issue that was written."""
        IssueReport.objects.bulk_create(self._pending)
        self._pending = []
        Issue.objects.bulk_create(
            self._changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*FACET_FIELDS, "opened_at"],
        )
        self._changed = {}

    def _open_issues(
        self,
        classified: list[ClassifiedPost],
    ) -> dict[int, Issue]:
        """Return every issue of these posts by number, the new ones stored."""
        opened: dict[int, datetime] = {}
        numbers: set[int] = set()
        for one in classified:
            opened.setdefault(one.match.issue, one.post.posted_at)
            numbers.update(chain.from_iterable(one.match.merged))
        known = Issue.objects.select_for_update().filter(
            number__in=numbers | opened.keys(),
        )
        issues = {issue.number: issue for issue in known}
        missing = []
        for number, at in opened.items():
            if number not in issues:
                missing.append(Issue(number=number, opened_at=at))
        for issue in Issue.objects.bulk_create(missing):
            issues[issue.number] = issue
        return issues

    def _read_fault_reports(
        self,
        issues: Iterable[Issue],
    ) -> dict[int, list[FaultReport]]:
        found: dict[int, list[FaultReport]] = {}
        muted = []
        for issue in issues:
            found[issue.pk] = []
            if issue.state == Issue.State.MUTED:
                muted.append(issue.pk)
        # All owners of a muted issue count for its end; else only those who
        # reported within a window of a post of this batch.
        near = Q(issue_id__in=list(found), posted_at__range=self._span)
        rows = list(
            IssueReport.objects.filter(near | Q(issue_id__in=muted))
            .order_by("pk")
            .values_list(*REPORT_FIELDS),
        )
        post_ids = [row[1] for row in rows]
        visible = Post.objects.visible().filter(pk__in=post_ids)
        authors = dict(visible.values_list("pk", "author_id"))
        for issue_id, post_id, *counted, fault, model in rows:
            if post_id in authors:
                report = Report(authors[post_id], *counted)
                found[issue_id].append(FaultReport(report, fault, model))
        return found

    def _join(self, source: int, target: int) -> Issue:
        """Store what is pending and join two issues by number."""
        self.finish()
        joined = join_issues(self._issues[source], self._issues[target])
        self._fault_reports.pop(self._issues[source].pk, None)
        self._fault_reports.pop(joined.pk, None)
        if _can_alert(joined):
            self._fault_reports |= self._read_fault_reports([joined])
        return joined

    def _raise_alert_if_due(self, issue: Issue, post: Post) -> None:
        cause = _cause_of(issue, post)
        if cause is None:
            return
        reports = self._fault_reports[issue.pk]
        owners, own_words, until = largest_window(
            (one.report for one in reports),
            since=post.posted_at,
        )
        expected = 0.0
        if owners >= MIN_REPORTERS:
            expected = self._rates.usual_of(reports, until)
        if cause == Alert.Cause.MUTE_ENDED:
            is_due = _is_mute_over(issue, reports)
        elif cause == Alert.Cause.FIRST:
            is_due = is_alarming(owners, own_words, expected=expected)
        else:
            is_due = True
        if is_due:
            self._raise_alert(issue, post, cause, owners, expected)

    def _raise_alert(
        self,
        issue: Issue,
        post: Post,
        cause: str,
        owners: int,
        expected: float,
    ) -> None:
        alert = Alert.objects.create(
            issue=issue,
            cause=cause,
            post=post,
            raised_at=self._now,
            reporter_count=owners,
            expected=round(expected, 3),
        )
        self.alerts.append(alert)
        if cause != Alert.Cause.FIRST:
            issue.state = Issue.State.REGRESSED
            issue.muted_until_reporters = None
        issue.alerted_at = issue.alerted_at or post.posted_at
        issue.save(
            update_fields=["state", "muted_until_reporters", "alerted_at"],
        )


def _issue_report(one: ClassifiedPost, issue: Issue) -> IssueReport:
    parsed = one.classified.parsed
    names_fault = one.classified.names_fault
    by_thread = one.classified.by_thread
    return IssueReport(
        issue=issue,
        post=one.post,
        posted_at=one.post.posted_at,
        text_key="" if by_thread else parsed.text_key,
        names_fault=names_fault,
        fault=parsed.facets.main_fault if names_fault else "",
        model_series=one.model,
        said=names_by_field(parsed.facets, one.model),
        by_thread=by_thread,
        reasons=list(map(list, one.match.reasons)),
        number=one.match.issue,
        terms={} if by_thread else parsed.terms,
        merges=list(map(list, one.match.merged)),
    )


def _fault_report(report: IssueReport, author_id: int) -> FaultReport:
    counted = Report(
        author_id,
        report.posted_at,
        report.text_key,
        report.names_fault,
    )
    return FaultReport(counted, report.fault, report.model_series)


def _can_alert(issue: Issue) -> bool:
    return issue.alerted_at is None or issue.state in AGAIN_STATES


def _is_mute_over(issue: Issue, reports: Iterable[FaultReport]) -> bool:
    owners = {one.report.member for one in reports}
    return len(owners) >= (issue.muted_until_reporters or 0)


def _cause_of(issue: Issue, post: Post) -> str | None:
    """Return for which cause a post may raise an alert, None for none."""
    if issue.state == Issue.State.MUTED:
        return Alert.Cause.MUTE_ENDED
    if issue.state in RESOLVED_STATES:
        decided = issue.changes.first()
        is_later = decided is None or post.posted_at > decided.changed_at
        return Alert.Cause.REGRESSION if is_later else None
    return Alert.Cause.FIRST if issue.alerted_at is None else None
