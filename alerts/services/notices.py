"""Notices to the owners of reports: that they were read, and that the fault is
fixed, each once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alerts.models import Issue, IssueReport, OwnerNotice
from alerts.selectors.notices import (
    owners_by_issue,
    read_notice_scripts,
    write_notice,
)
from alerts.services.notice_gate import refused_owners
from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from knowledge.models import ScriptUse
from knowledge.services.uses import record_use


@atomic_with_retry
def notify_owners(
    *,
    report_ids: Sequence[int],
    note: str,
    user: Any,
    now: datetime,
) -> int:
    """Record that the owners of these reports got the notice that was due, and
    which scripts were used; return how many had not got it before.

    Owners whom the rules of contact keep from it stay on the list.
    """
    issues = Issue.objects.filter(reports__in=list(report_ids)).values("pk")
    # Locked, so that no state changes and nobody else sends the same notice.
    list(
        Issue.objects.select_for_update().filter(pk__in=issues).order_by("pk"),
    )
    waiting = IssueReport.objects.awaiting_notice().filter(
        pk__in=list(report_ids),
    )
    scripts = read_notice_scripts(business_date(now))
    related = ("issue", "post__author", "same_reporter_as__post")
    rows = list(waiting.select_related(*related))
    reports = _allowed(rows, user=user, now=now)
    owners = owners_by_issue(report.issue_id for report in reports)
    notices = []
    for report in reports:
        written = write_notice(
            report,
            report.notice_kind,
            scripts,
            owners=owners.get(report.issue_id, set()),
        )
        if written.version is not None:
            record_use(
                version_id=written.version.pk,
                member_id=report.post.author_id,
                place=ScriptUse.Place.NOTICE,
                now=now,
                user=user,
            )
        notice = OwnerNotice(
            report=report,
            kind=report.notice_kind,
            note=note,
            sent_at=now,
            sent_by=user,
        )
        notices.append(notice)
    return len(OwnerNotice.objects.bulk_create(notices))


def _allowed(
    reports: Sequence[IssueReport],
    *,
    user: Any,
    now: datetime,
) -> list[Any]:
    """Return the reports whose owners may get a notice now: one for each owner,
    because the gate was asked for one. Their others stay on the list.
    """
    first: dict[int, IssueReport] = {}
    for report in sorted(reports, key=lambda one: one.pk):
        first.setdefault(report.post.author_id, report)
    refused = refused_owners(set(first), now=now, user=user)
    return [one for author, one in first.items() if author not in refused]
