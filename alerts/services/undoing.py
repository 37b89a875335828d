"""Undo a correction of issues."""

from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext as _

from alerts.models import Alert, Issue, IssueChange, IssueCorrection
from alerts.services.correcting import (
    add_note,
    correcting,
    lock_unmerged_issue,
    move_reports_between,
    record_correction,
    restore_decided,
)
from alerts.services.issue_merging import absorb_issue
from common.errors import Conflict

Kind = IssueCorrection.Kind


def undo_correction(*, correction_id: int, user: Any, now: datetime) -> Issue:
    """Undo a correction and return the issue that has the reports again.

    Reports of a merge or a move go back unless they have moved on since. A
    split issue is joined again with all its reports.
    Errors: DomainError if it was undone already, nothing of it is left to
    undo, or posts are being classified.
    """
    with correcting():
        done = _lock_correction(correction_id)
        target, back = _issues_of(done)
        held = target.reports.filter(pk__in=done.reports)
        report_ids = list(held.values_list("pk", flat=True))
        if not report_ids:
            raise _nothing_to_undo()
        done.undone_by = record_correction(
            Kind.UNDO,
            target,
            back,
            report_ids,
            user=user,
            now=now,
        )
        done.save(update_fields=["undone_by"])
        if done.kind == Kind.SPLIT:
            absorb_issue(target, back)
        elif done.kind == Kind.MERGE:
            _restore_merged(back, target, done)
            move_reports_between(report_ids, target, back)
        else:
            move_reports_between(report_ids, target, back)
        note = _("Undone: %(what)s.") % {"what": done.get_kind_display()}
        add_note(back, note, user=user, now=now)
        return back


def _lock_correction(correction_id: int) -> IssueCorrection:
    corrections = IssueCorrection.objects.select_for_update()
    done: IssueCorrection = corrections.get(pk=correction_id)
    if done.undone_by_id or done.kind == Kind.UNDO:
        raise Conflict("undone_already", _("This was undone already."))
    return done


def _issues_of(done: IssueCorrection) -> tuple[Issue, Issue]:
    """Return the issue that has the reports now, and the one they go back to."""
    numbers = [done.source_number, done.target_number]
    issues = Issue.objects.select_for_update().in_bulk(
        numbers,
        field_name="number",
    )
    if len(issues) != 2:
        raise _nothing_to_undo()
    back = issues[done.source_number]
    target = _lock_unmerged(issues[done.target_number])
    if done.kind != Kind.MERGE:
        back = _lock_unmerged(back)
    if back == target:
        raise Conflict(
            "nothing_to_undo",
            _("Both have become one issue since."),
        )
    return target, back


def _nothing_to_undo() -> Conflict:
    return Conflict(
        "nothing_to_undo",
        _("Its reports belong to other issues since."),
    )


def _lock_unmerged(issue: Issue) -> Issue:
    """Return the issue, or the one it was merged into since."""
    return lock_unmerged_issue(issue.merged_into_id or issue.pk)


def _restore_merged(
    source: Issue,
    target: Issue,
    done: IssueCorrection,
) -> None:
    """Give a merged issue its state, alerts and decisions back, and the other
    its own, unless something was decided about it since.
    """
    source.merged_into = None
    restore_decided(source, done.before["source"])
    Alert.objects.filter(
        pk__in=done.before["alerts"],
        issue=target,
    ).update(issue=source)
    IssueChange.objects.filter(
        pk__in=done.before["changes"],
        issue=target,
    ).update(issue=source)
    decisions = target.changes.exclude(from_state=F("to_state"))
    is_decided = decisions.filter(changed_at__gt=done.made_at).exists()
    if target.number == done.target_number and not is_decided:
        restore_decided(target, done.before["target"])
    _restore_alerted_at(source)
    _restore_alerted_at(target)


def _restore_alerted_at(issue: Issue) -> None:
    """Set when an issue was alerted to its first and last alerts."""
    times = issue.alerts.aggregate(
        first=Min("post__posted_at", filter=Q(is_historic=False)),
        last=Max("post__posted_at", filter=Q(is_historic=False)),
        historic=Max("post__posted_at", filter=Q(is_historic=True)),
    )
    issue.alerted_at = times["first"]
    issue.last_alerted_at = times["last"]
    issue.history_alerted_at = times["historic"]
    issue.save(
        update_fields=["alerted_at", "last_alerted_at", "history_alerted_at"],
    )
