"""Join two issues that are one, and count what the reports of an issue name."""

from collections import Counter
from typing import Any

from django.db import transaction

from alerts.models import Alert, Issue, IssueReport
from alerts.rules.episodes import EpisodeSpan, last_span
from alerts.rules.facet_counts import add_counts, most_named
from alerts.rules.facets import FACET_FIELDS

# What staff decide about an issue.
DECIDED_FIELDS = (
    "name",
    "severity",
    "state",
    "owner_id",
    "due_on",
    "fixed_by",
    "fixed_in",
    "fix_note",
    "fixed_on",
    "muted_until_reporters",
)
# Of these what an issue has stays where the other one has nothing.
KEPT_FIELDS = ("name", "severity", "owner_id")
EPISODE_FIELDS = ("episode_began_at", "last_report_at")
ALERT_FIELDS = (
    "state",
    "muted_until_reporters",
    "alerted_at",
    "last_alerted_at",
    "history_alerted_at",
)


def note_alert(issue: Issue, alert: Alert) -> None:
    """Set on an issue that it has raised an alert; a historic one changes
    nothing that is news.
    """
    at = alert.post.posted_at
    if alert.is_historic:
        issue.history_alerted_at = max(issue.history_alerted_at or at, at)
        return
    if alert.cause != Alert.Cause.FIRST:
        issue.state = Issue.State.REGRESSED
        issue.muted_until_reporters = None
    issue.alerted_at = issue.alerted_at or at
    issue.last_alerted_at = max(issue.last_alerted_at or at, at)


def absorb_issue(source: Issue, target: Issue) -> Issue:
    """Give all reports, alerts and decisions of the source to the target and
    return it. A target that is new takes over the source's state.
    """
    source.reports.update(issue=target)
    Issue.objects.filter(merged_into=source).update(merged_into=target)
    Issue.objects.filter(alerted_as=source).update(alerted_as=target)
    if target.alerted_as_id in (source.pk, target.pk):
        target.alerted_as = None
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    for name in FACET_FIELDS:
        counts = add_counts(getattr(target, name), getattr(source, name))
        setattr(target, name, counts)
    target.opened_at = min(target.opened_at, source.opened_at)
    _join_alerts(source, target)
    target.episode = _present_episode(target)
    if target.state == Issue.State.NEW:
        _copy_decisions(source, target)
    source.changes.update(issue=target)
    source.alerts.update(issue=target)
    target.save()
    return target


def _join_alerts(source: Issue, target: Issue) -> None:
    """Set when the target was alerted first and last to the source's times as
    well.
    """
    for name, chosen in (
        ("alerted_at", min),
        ("last_alerted_at", max),
        ("history_alerted_at", max),
    ):
        moments = filter(None, (getattr(source, name), getattr(target, name)))
        setattr(target, name, chosen(moments, default=None))
    if (
        target.regression_of_id is None
        and source.regression_of_id != target.pk
    ):
        target.regression_of_id = source.regression_of_id


def _present_episode(issue: Issue) -> EpisodeSpan | None:
    """Return the present episode of an issue by its reports, deleted ones
    included.
    """
    moments = IssueReport.objects.filter(issue=issue).order_by()
    return last_span(moments.values_list("posted_at", flat=True))


def _copy_decisions(source: Issue, target: Issue) -> None:
    """Set what staff decided about the source on the target as well; its name,
    severity and owner only where the source has them.
    """
    for name in DECIDED_FIELDS:
        decided = getattr(source, name)
        if decided or name not in KEPT_FIELDS:
            setattr(target, name, decided)


def recount_issue(issue: Issue) -> Issue:
    """Count the facets of an issue anew from its visible reports, let it open
    with the first of them, and return it.
    """
    # What changes while this counts is found by the next recount: the marks
    # are read before the reports.
    mine = IssueReport.objects.filter(issue=issue)
    fallen = list(mine.fallen().values_list("pk", flat=True))
    back = list(mine.come_back().values_list("pk", flat=True))
    counted: dict[str, Counter[str]] = {}
    for name in FACET_FIELDS:
        counted[name] = Counter()
    moments = []
    rows: list[tuple[Any, Any]] = list(
        mine.visible().values_list("said", "post__posted_at"),
    )
    for said, moment in rows:
        moments.append(moment)
        for name in FACET_FIELDS:
            counted[name].update(said.get(name, ()))
    for name in FACET_FIELDS:
        setattr(issue, name, most_named(counted[name]))
    issue.opened_at = min(moments, default=issue.opened_at)
    issue.episode = last_span(moments)
    issue.save(update_fields=[*FACET_FIELDS, "opened_at", *EPISODE_FIELDS])
    IssueReport.objects.filter(pk__in=fallen).update(is_counted=False)
    IssueReport.objects.filter(pk__in=back).update(is_counted=True)
    return issue


def recount_changed_issues() -> int:
    """Recount the issues whose posts were deleted or restored; return how many
    they were.
    """
    fallen = IssueReport.objects.fallen()
    back = IssueReport.objects.come_back()
    changed = {
        *fallen.values_list("issue_id", flat=True),
        *back.values_list("issue_id", flat=True),
    }
    for issue_id in sorted(changed):
        with transaction.atomic():
            issue = Issue.objects.select_for_update().get(pk=issue_id)
            recount_issue(issue)
    return len(changed)
