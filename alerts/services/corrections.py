"""Corrections by staff of which reports are one issue: merge, split and move.

The clustering repeats each of them; alerts/services/undoing.py undoes them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from alerts.models import Issue, IssueCorrection
from alerts.services.correcting import (
    add_note,
    correcting,
    decided_fields,
    lock_unmerged_issue,
    move_reports_between,
    record_correction,
)
from alerts.services.issue_merging import absorb_issue
from common.errors import Conflict, Invalid

Kind = IssueCorrection.Kind


def merge_issues(
    *,
    issue_id: int,
    other_id: int,
    user: Any,
    now: datetime,
) -> Issue:
    """Merge the other issue into this one and return it. Later reports of
    either join this issue.

    Errors: DomainError if one of them was merged away already, or both are the
    same.
    """
    with correcting():
        target, source = _lock_pair(issue_id, other_id)
        before = {
            "alerts": list(source.alerts.values_list("pk", flat=True)),
            "changes": list(source.changes.values_list("pk", flat=True)),
            "source": decided_fields(source),
            "target": decided_fields(target),
        }
        report_ids = list(source.reports.values_list("pk", flat=True))
        record_correction(
            Kind.MERGE,
            source,
            target,
            report_ids,
            user=user,
            now=now,
            before=before,
        )
        note = _("Merged with %(other)s.") % {"other": source}
        add_note(target, note, user=user, now=now)
        return absorb_issue(source, target)


def split_issue(
    *,
    issue_id: int,
    report_ids: Iterable[int],
    user: Any,
    now: datetime,
) -> Issue:
    """Make these reports an issue of their own, which the clustering never
    merges with the old one, and return it.

    Errors: DomainError if no report was chosen, one is of another issue, or
    none would be left.
    """
    with correcting():
        issue = lock_unmerged_issue(issue_id)
        chosen = _choose_reports(issue, report_ids)
        _leave_one(issue, chosen)
        reports = issue.reports.filter(pk__in=chosen)
        first = reports.aggregate(first=Min("post__posted_at"))["first"]
        last = Issue.objects.aggregate(last=Max("number"))["last"] or 0
        split: Issue = Issue.objects.create(number=last + 1, opened_at=first)
        record_correction(
            Kind.SPLIT,
            issue,
            split,
            chosen,
            user=user,
            now=now,
        )
        move_reports_between(chosen, issue, split)
        became = _("%(count)s reports became %(other)s.") % {
            "count": len(chosen),
            "other": split,
        }
        split_from = _("Split from %(other)s.") % {"other": issue}
        add_note(issue, became, user=user, now=now)
        add_note(split, split_from, user=user, now=now)
        return split


def move_reports(
    *,
    issue_id: int,
    report_ids: Iterable[int],
    to_number: int,
    user: Any,
    now: datetime,
) -> Issue:
    """Move these reports to the issue with that number, and return it.

    Errors: DomainError if there is no such other issue, one of the reports is
    not of this one, or none would be left.
    """
    with correcting():
        issue = lock_unmerged_issue(issue_id)
        chosen = _choose_reports(issue, report_ids)
        target = _lock_target(issue, to_number)
        _leave_one(issue, chosen)
        record_correction(
            Kind.MOVE,
            issue,
            target,
            chosen,
            user=user,
            now=now,
        )
        move_reports_between(chosen, issue, target)
        moved = _("%(count)s reports moved to %(other)s.") % {
            "count": len(chosen),
            "other": target,
        }
        came = _("%(count)s reports came from %(other)s.") % {
            "count": len(chosen),
            "other": issue,
        }
        add_note(issue, moved, user=user, now=now)
        add_note(target, came, user=user, now=now)
        return target


def _lock_pair(issue_id: int, other_id: int) -> tuple[Issue, Issue]:
    unmerged = Issue.objects.unmerged().select_for_update()
    issues = unmerged.in_bulk([issue_id, other_id])
    if len(issues) != 2:
        raise Conflict(
            "not_two_issues",
            _("Choose another issue that has not been merged."),
        )
    return issues[issue_id], issues[other_id]


def _lock_target(issue: Issue, number: int) -> Issue:
    unmerged = Issue.objects.unmerged().select_for_update()
    target: Issue | None = unmerged.filter(number=number).first()
    if target is None or target == issue:
        raise Invalid(
            "no_such_issue",
            _("There is no other issue #%(number)s.") % {"number": number},
        )
    return target


def _choose_reports(issue: Issue, report_ids: Iterable[int]) -> list[int]:
    """Return the ids of these reports, all of which are of the issue."""
    wanted = set(report_ids)
    reports = issue.reports.filter(pk__in=wanted).order_by("pk")
    chosen = list(reports.values_list("pk", flat=True))
    if not chosen or len(chosen) != len(wanted):
        raise Invalid("choose_voices", _("Choose reports of this issue."))
    return chosen


def _leave_one(issue: Issue, chosen: list[int]) -> None:
    if not issue.reports.exclude(pk__in=chosen).exists():
        raise Conflict(
            "none_left",
            _("No report would be left: merge the issues instead."),
        )
