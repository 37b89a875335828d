"""Notices to the owners of reports: that they were read, and that the fault is
fixed, each once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alerts.models import Issue, IssueReport, OwnerNotice
from common.db.transactions import atomic_with_retry


@atomic_with_retry
def notify_owners(
    *,
    report_ids: Sequence[int],
    note: str,
    user: Any,
    now: datetime,
) -> int:
    """Record that the owners of these reports got the notice that was due;
    return how many had not got it before.
    """
    issues = Issue.objects.filter(reports__in=list(report_ids)).values("pk")
    # Locked, so that no state changes and nobody else sends the same notice.
    list(
        Issue.objects.select_for_update().filter(pk__in=issues).order_by("pk"),
    )
    waiting = IssueReport.objects.awaiting_notice().filter(
        pk__in=list(report_ids),
    )
    notices = []
    for report in waiting:
        notice = OwnerNotice(
            report=report,
            kind=report.notice_kind,
            note=note,
            sent_at=now,
            sent_by=user,
        )
        notices.append(notice)
    return len(OwnerNotice.objects.bulk_create(notices))
