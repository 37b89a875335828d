"""The steps that corrections of issues have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.models import Issue, IssueChange, IssueCorrection, IssueReport
from alerts.services.index_cache import (
    classification_state,
    invalidate,
    newest_report,
)
from alerts.services.issue_merging import DECIDED_FIELDS, recount_issue
from alerts.services.post_classification import CLASSIFICATION_LOCK
from common.db.locks import exclusive
from common.errors import Conflict

# Those of the decided fields that JSON holds as text.
DECIDED_DAYS = ("due_on", "fixed_on")


@contextmanager
def correcting() -> Iterator[None]:
    """Correct issues in one transaction, while no posts are classified. No
    cached index is valid afterwards.
    """
    with exclusive(CLASSIFICATION_LOCK) as held, transaction.atomic():
        if not held:
            raise Conflict(
                "watch_is_busy",
                _(
                    "Posts are being classified right now. Try again in a minute.",
                ),
            )
        yield
        state = classification_state()
        invalidate(state)
        state.save(update_fields=["cache_key"])


def lock_unmerged_issue(issue_id: int) -> Issue:
    """Return an issue under its lock. Errors: DomainError if it was merged."""
    issues = Issue.objects.unmerged().select_for_update()
    issue: Issue | None = issues.filter(pk=issue_id).first()
    if issue is None:
        raise Conflict(
            "not_standing",
            _("This issue was merged into another."),
        )
    return issue


def move_reports_between(
    report_ids: list[int],
    source: Issue,
    target: Issue,
) -> None:
    """Give reports of one issue to another, and count both anew."""
    IssueReport.objects.filter(pk__in=report_ids).update(issue=target)
    recount_issue(source)
    recount_issue(target)


def record_correction(
    kind: str,
    source: Issue,
    target: Issue,
    report_ids: list[int],
    *,
    user: Any,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> IssueCorrection:
    """Store a correction, so that the clustering repeats it and it can be
    undone.
    """
    return IssueCorrection.objects.create(
        kind=kind,
        source_number=source.number,
        target_number=target.number,
        after_report=newest_report(),
        reports=report_ids,
        before=before or {},
        made_at=now,
        made_by=user,
    )


def add_note(issue: Issue, note: str, *, user: Any, now: datetime) -> None:
    """Add a note to the history of an issue, whose state stays."""
    IssueChange.objects.create(
        issue=issue,
        from_state=issue.state,
        to_state=issue.state,
        note=note,
        changed_at=now,
        changed_by=user,
    )


def decided_fields(issue: Issue) -> dict[str, Any]:
    """Return what staff decided about an issue, as JSON can hold it."""
    decided: dict[str, Any] = {}
    for name in DECIDED_FIELDS:
        decided[name] = getattr(issue, name)
    for name in DECIDED_DAYS:
        if decided[name]:
            decided[name] = decided[name].isoformat()
    return decided


def restore_decided(issue: Issue, decided: dict[str, Any]) -> None:
    """Set an issue to what decided_fields() returned, and save it."""
    for name in DECIDED_FIELDS:
        # What is stored from before may lack a later field.
        value = decided.get(name, getattr(issue, name))
        if name in DECIDED_DAYS and isinstance(value, str):
            value = date.fromisoformat(value)
        setattr(issue, name, value)
    issue.save()
