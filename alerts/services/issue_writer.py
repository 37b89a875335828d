"""Write a batch of classified posts as reports, issues and alerts. The result
is the same for batches of any size.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from alerts.models import Alert, Issue, IssueCorrection, IssueReport
from alerts.rules.alerted_matters import (
    SPOKEN,
    are_one_matter,
    describe_matter,
)
from alerts.rules.episodes import follow_episode
from alerts.rules.facet_counts import add_names
from alerts.rules.facets import FACET_FIELDS
from alerts.rules.rates import ReportRates
from alerts.rules.reports import (
    MIN_REPORTERS,
    WINDOW,
    FaultReport,
    is_burst,
    largest_window,
)
from alerts.services.alert_causes import (
    RESOLVED_STATES,
    AlertCauses,
    may_alert,
)
from alerts.services.fault_reports import (
    ClassifiedPost,
    fault_report,
    first_filing,
    last_report_before,
    make_report,
    read_alerting_reports,
    read_fault_reports,
)
from alerts.services.issue_events import publish_alert
from alerts.services.issue_merging import (
    ALERT_FIELDS,
    EPISODE_FIELDS,
    absorb_issue,
    note_alert,
)
from alerts.services.owners import assign_owner
from alerts.services.shared_words import refresh_shared_words
from community.models import Post


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
        # Reports by id of the issue that has got them in this batch.
        self._added: Counter[int] = Counter()
        self._issues = self._open_issues(classified)
        self._fault_reports = read_fault_reports(
            filter(self._may_alert, self._issues.values()),
            span=self._span,
        )
        self._causes = AlertCauses()
        self.alerts: list[Alert] = []
        # Historic alerts by id of the source.
        self.historic: Counter[int] = Counter()

    def write(self, one: ClassifiedPost) -> None:
        """Add the post to the reports of its issue, and raise an alert if one
        is due.
        """
        issue = self._issues[one.match.issue]
        report = make_report(one, issue)
        report.same_reporter_as = self._filed_before(report)
        self._pending.append(report)
        self._added[issue.pk] += 1
        self._rates.add(
            one.post.posted_at,
            one.post.author_id,
            fault=report.fault,
            model=one.model,
        )
        if issue.pk in self._fault_reports:
            counted = fault_report(report, one.post)
            self._fault_reports[issue.pk].append(counted)
        for source, target in one.match.merged:
            issue = self._join(source, target)
        for name in FACET_FIELDS:
            counts = add_names(getattr(issue, name), report.said[name])
            setattr(issue, name, counts)
        issue.opened_at = min(issue.opened_at, one.post.posted_at)
        issue.episode = follow_episode(issue.episode, one.post.posted_at)
        self._changed[issue.pk] = issue
        self._raise_alert_if_due(issue, report)

    def finish(self) -> None:
        """Store every report and issue that was written, and what the reports
        of each issue share.
        """
        self._store()
        refresh_shared_words(self._issues.values(), added=self._added)

    def _store(self) -> None:
        IssueReport.objects.bulk_create(self._pending)
        self._pending = []
        Issue.objects.bulk_create(
            self._changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*FACET_FIELDS, "opened_at", *EPISODE_FIELDS],
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

    def _join(self, source: int, target: int) -> Issue:
        """Store what is pending and join two issues by number."""
        self._store()
        joined = absorb_issue(self._issues[source], self._issues[target])
        self._added[joined.pk] += joined.reports.count()
        self._fault_reports.pop(self._issues[source].pk, None)
        self._fault_reports.pop(joined.pk, None)
        if self._may_alert(joined):
            reports = read_fault_reports([joined], span=self._span)
            self._fault_reports |= reports
        return joined

    def _may_alert(self, issue: Issue) -> bool:
        return may_alert(issue, self._span[1])

    def _filed_before(self, report: IssueReport) -> IssueReport | None:
        """Return the first report of the same case by another account, None if
        there is none.
        """
        if not report.filing:
            return None
        self._store()
        return first_filing(report)

    def _raise_alert_if_due(self, issue: Issue, report: IssueReport) -> None:
        post = report.post
        found = self._causes.find(issue, report, post)
        is_first = found is not None and found.cause == Alert.Cause.FIRST
        if found is None or (is_first and self._is_covered(issue)):
            return
        reports = self._fault_reports[issue.pk]
        owners, until = largest_window(
            (one.report for one in reports),
            since=post.posted_at,
        )
        expected = 0.0
        if owners >= MIN_REPORTERS:
            expected = self._rates.usual_of(reports, until)
        if found.cause == Alert.Cause.MUTE_ENDED:
            is_due = _is_mute_over(issue, reports)
        elif found.needs_burst:
            is_due = is_burst(reports, owners, until=until, expected=expected)
            is_due = is_due and not self._has_spoken(issue, reports, until)
        else:
            is_due = True
        if is_due and is_first and not post.is_history:
            found = self._causes.came_back(issue, report, post)
        if is_due:
            issue.regression_of = found.fixed_issue or issue.regression_of
            self._raise_alert(issue, post, found.cause, owners, expected)

    def _is_covered(self, issue: Issue) -> bool:
        """Return whether another issue has raised the alert of the same
        matter, and it is not resolved.
        """
        other = issue.alerted_as
        if other is None:
            return False
        known = self._issues.get(other.number, other)
        return known.state not in RESOLVED_STATES

    def _has_spoken(
        self,
        issue: Issue,
        reports: list[FaultReport],
        until: datetime,
    ) -> bool:
        """Return whether the matter of an issue has raised an alert under
        another one, and link the two.

        What is pending is stored first: the answer is the same in batches of
        any size.
        """
        self._store()
        matter = describe_matter(reports, until=until)
        spoken = Issue.objects.spoken_between(until - SPOKEN, until + SPOKEN)
        split = IssueCorrection.objects.numbers_split_from(issue.number)
        others = list(
            spoken.exclude(number__in={issue.number, *split})
            .exclude(state__in=RESOLVED_STATES)
            .order_by("number"),
        )
        texts = read_alerting_reports(others)
        for other in others:
            theirs = describe_matter(texts[other.pk], until=other.alerted_at)
            if are_one_matter(matter, theirs):
                issue.alerted_as = other
                issue.save(update_fields=["alerted_as"])
                return True
        return False

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
            is_historic=post.is_history,
            last_time=self._last_time(issue),
        )
        if post.is_history:
            self.historic[post.source_id] += 1
        else:
            self.alerts.append(alert)
        note_alert(issue, alert)
        issue.save(update_fields=[*ALERT_FIELDS, "regression_of"])
        if not post.is_history:
            self._announce(alert)

    def _announce(self, alert: Alert) -> None:
        """Give an alert an owner, and let it be known."""
        self._store()
        refresh_shared_words([alert.issue], added=self._added)
        assign_owner(alert.issue, now=self._now)
        publish_alert(alert)

    def _last_time(self, issue: Issue) -> datetime | None:
        """Return the last report before the present episode of an issue, None
        if it is the first one.
        """
        began = issue.episode_began_at
        if began is None or began == issue.opened_at:
            return None
        self._store()
        return last_report_before(issue, began)


def _is_mute_over(issue: Issue, reports: Iterable[FaultReport]) -> bool:
    owners = {one.report.member for one in reports}
    return len(owners) >= (issue.muted_until_reporters or 0)
