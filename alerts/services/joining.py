"""Join two issues that are one, and count what the reports of an issue name."""

from collections import Counter
from typing import Any

from django.db import transaction

from alerts.models import Issue, IssueReport
from alerts.rules.facet_counts import add_counts, most_named
from alerts.rules.facets import FACET_FIELDS

# What staff decide about an issue.
DECIDED_FIELDS = (
    "state",
    "owner_id",
    "due_on",
    "fixed_in",
    "muted_until_reporters",
)


def join_issues(source: Issue, target: Issue) -> Issue:
    """Give all reports, alerts and decisions of the source to the target and
    return it. A target that is new takes over the source's state.
    """
    source.reports.update(issue=target)
    Issue.objects.filter(merged_into=source).update(merged_into=target)
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    for name in FACET_FIELDS:
        counts = add_counts(getattr(target, name), getattr(source, name))
        setattr(target, name, counts)
    target.opened_at = min(target.opened_at, source.opened_at)
    alerted = [at for at in (source.alerted_at, target.alerted_at) if at]
    target.alerted_at = min(alerted, default=None)
    if target.state == Issue.State.NEW:
        _copy_decisions(source, target)
    source.changes.update(issue=target)
    source.alerts.update(issue=target)
    target.save()
    return target


def _copy_decisions(source: Issue, target: Issue) -> None:
    """Set what staff decided about the source on the target as well."""
    for name in DECIDED_FIELDS:
        decided = getattr(source, name)
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
    issue.save(update_fields=[*FACET_FIELDS, "opened_at"])
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
