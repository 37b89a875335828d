"""For which cause a report may raise an alert of its issue."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F

from alerts.models import Alert, Issue, IssueReport
from alerts.rules.episodes import QUIET
from alerts.rules.facet_counts import leading_names
from alerts.rules.facets import FACET_MARK, read_facets
from alerts.rules.fixes import FixRelation, relation_to_fix
from common.calendar import business_date
from community.models import Post
from community.rules.text import normalise
from members.models import SoftwareSpell

Cause = Alert.Cause
RESOLVED_STATES = (
    Issue.State.FIXED,
    Issue.State.VERIFIED,
    Issue.State.CLOSED,
)
# What fixes single cars, so that one report of another car is no news.
DONE_TO_CARS = (Issue.FixedBy.PART, Issue.FixedBy.SERVICE)
# States in which one report may raise another alert.
AGAIN_STATES = (Issue.State.MUTED, *RESOLVED_STATES)


class AlertCause(NamedTuple):
    """A cause; whether it takes a burst of reports, not one alone; and the
    fixed issue that a report comes back from, if it is another one.
    """

    cause: str
    needs_burst: bool
    fixed_issue: Issue | None = None


FIRST = AlertCause(Cause.FIRST, needs_burst=True)
AGAIN = AlertCause(Cause.AGAIN, needs_burst=True)
MUTE_ENDED = AlertCause(Cause.MUTE_ENDED, needs_burst=False)


class AlertCauses:
    """Finds the causes of one batch of reports."""

    def __init__(self) -> None:
        self._fixed: list[Issue] | None = None

    def find(
        self,
        issue: Issue,
        report: IssueReport,
        post: Post,
    ) -> AlertCause | None:
        """Return for which cause a report may raise an alert, None for none.

        History raises no alert of an issue about which staff have decided.
        """
        if issue.state in AGAIN_STATES:
            if post.is_history:
                return None
            if issue.state == Issue.State.MUTED:
                return MUTE_ENDED
            return _cause_after_fix(issue, report, post)
        if issue.alerted_at is None and not post.is_history:
            fixed = self._fixed_issue(issue, report, post)
            if fixed is not None:
                cause = _regression(fixed, report)
                return AlertCause(cause, needs_burst=False, fixed_issue=fixed)
        return _cause_by_time(issue, post)

    def came_back(
        self,
        issue: Issue,
        report: IssueReport,
        post: Post,
    ) -> AlertCause:
        """Return the cause of the first alert of an issue: that it comes back
        from another one of the same fault which a part or service ended.
        """
        for fixed in self._fixed_issues():
            is_by_hand = fixed.fixed_by in DONE_TO_CARS
            if (
                is_by_hand
                and fixed.pk not in (issue.pk, issue.alerted_as_id)
                and _is_same_fault(fixed, report.fault)
                and _is_after_decision(fixed, post)
                and relation(fixed, post) is not FixRelation.BEFORE
            ):
                cause = _regression(fixed, report)
                return AlertCause(cause, needs_burst=True, fixed_issue=fixed)
        return FIRST

    def _fixed_issue(
        self,
        issue: Issue,
        report: IssueReport,
        post: Post,
    ) -> Issue | None:
        """Return another issue of the same fault that a version fixed which
        this report's car has already.
        """
        if not report.fault:
            return None
        for fixed in self._fixed_issues():
            is_other = fixed.pk not in (issue.pk, issue.alerted_as_id)
            if (
                is_other
                and fixed.fixed_by == Issue.FixedBy.VERSION
                and _is_same_fault(fixed, report.fault)
                and _is_after_decision(fixed, post)
                and relation(fixed, post) is FixRelation.AFTER
            ):
                return fixed
        return None

    def _fixed_issues(self) -> list[Issue]:
        if self._fixed is None:
            fixed = Issue.objects.unmerged().filter(
                state__in=RESOLVED_STATES,
                fixed_by__in=(Issue.FixedBy.VERSION, *DONE_TO_CARS),
            )
            self._fixed = list(fixed.order_by("number"))
        return self._fixed


def may_alert(issue: Issue, until: datetime) -> bool:
    """Return whether a report of this moment or before it may raise an alert:
    the first one, one after a decision, or the first one of an episode.
    """
    spoken = issue.last_alerted_at
    span = issue.episode
    if spoken is None or span is None or issue.state in AGAIN_STATES:
        return True
    return spoken < span.began_at or until - span.last_at > QUIET


def relation(issue: Issue, post: Post) -> FixRelation:
    """Return whether a post is about the time before or after the fix of an
    issue.
    """
    normal = normalise(post.whole_text)
    installed = ""
    if issue.fixed_by == Issue.FixedBy.VERSION:
        installed = _installed_version(post)
    return relation_to_fix(
        normal,
        kind=issue.fixed_by,
        fixed_in=issue.fixed_in,
        named=read_facets(normal).versions,
        installed=installed,
    )


def _installed_version(post: Post) -> str:
    """Return the version of the software in the car of a post's author when it
    was written, "" if it is not known.
    """
    day = business_date(post.posted_at)
    spells = SoftwareSpell.objects.filter(
        vehicle__member_id=post.author_id,
        started_on__lte=day,
    )
    present = spells.exclude(vehicle__ended_on__lt=day)
    newest = present.order_by("-started_on", "-pk").first()
    return newest.version if newest else ""


def _cause_after_fix(
    issue: Issue,
    report: IssueReport,
    post: Post,
) -> AlertCause | None:
    if not _is_after_decision(issue, post):
        return None
    if relation(issue, post) is FixRelation.BEFORE:
        return None
    # What was explained is asked again and again: only a burst is news.
    explained = issue.fixed_by == Issue.FixedBy.EXPLANATION
    return AlertCause(_regression(issue, report), needs_burst=explained)


def _is_after_decision(issue: Issue, post: Post) -> bool:
    """Return whether a post is later than the last decision about an issue and
    the day of its fix.
    """
    decided = issue.changes.exclude(from_state=F("to_state")).first()
    if decided is not None and post.posted_at <= decided.changed_at:
        return False
    day = issue.fixed_on
    return day is None or business_date(post.posted_at) >= day


def _regression(fixed: Issue, report: IssueReport) -> str:
    models = leading_names(fixed.model_series)
    is_other = report.model_series and models
    if is_other and report.model_series not in models:
        return Cause.OTHER_MODEL
    return Cause.REGRESSION


def _is_same_fault(issue: Issue, fault: str) -> bool:
    part, _mark, symptom = fault.partition(FACET_MARK)
    has_part = part in leading_names(issue.components)
    return has_part and symptom in leading_names(issue.symptoms)


def _cause_by_time(issue: Issue, post: Post) -> AlertCause | None:
    """Return the cause of an issue that is open: its first alert, or the first
    one of an episode after a quiet time.
    """
    spoken = _last_spoken(issue, post)
    if spoken is None:
        return FIRST
    began = issue.episode_began_at
    if began is None or spoken >= began or post.posted_at < began:
        return None
    return AGAIN


def _last_spoken(issue: Issue, post: Post) -> datetime | None:
    """Return the last alert of an issue that counts for a post: for what is
    no history, a historic alert only where it is of an earlier episode.
    """
    historic = issue.history_alerted_at
    if post.is_history:
        spoken = filter(None, (issue.last_alerted_at, historic))
        return max(spoken, default=None)
    if issue.last_alerted_at is not None or historic is None:
        return issue.last_alerted_at
    began = issue.episode_began_at
    return historic if began is not None and historic < began else None
