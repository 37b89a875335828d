"""Why an issue with reports has raised no alert: its fullest window, the usual
rate, and what is lacking.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from alerts.models import Issue, IssueReport
from alerts.rules.rates import RATE_DAYS, usual_rate
from alerts.rules.reports import (
    MIN_REPORTERS,
    WINDOW,
    FaultReport,
    Report,
    count_agreeing,
    count_reporters,
    fullest_window,
    most_frequent,
    no_alert_reason,
)

REASONS = {
    "few_owners": _(
        "It takes %(needed)s owners within %(days)s days; copies of one text "
        "count once.",
    ),
    "few_alike": _(
        "It takes %(alike)s owners whose words are alike, or who agree in the "
        "thread: they may be about different matters.",
    ),
    "usual": _("That is not more than usual."),
    "alerted_as": _("Another issue has raised the alert of this matter."),
    "": _("That is more than usual: the next post raises an alert."),
}


REPORT_COLUMNS = (
    "reporter",
    "posted_at",
    "text_key",
    "names_fault",
    "fault",
    "model_series",
    "words",
)


def explain_no_alert(issue: Issue) -> dict[str, Any] | None:
    """Return the fullest window of an issue without an alert: its owners, the
    usual number, and why it raised none.
    """
    if issue.alerted_at is not None:
        return None
    visible = IssueReport.objects.visible().with_reporter()
    rows = visible.filter(issue=issue).order_by("pk")
    reports = []
    for *report, fault, model, words in rows.values_list(*REPORT_COLUMNS):
        reports.append(FaultReport(Report(*report), fault, model, words))
    if not reports:
        return None
    until = fullest_window(one.report for one in reports)
    begins = until - WINDOW
    inside = [one for one in reports if begins <= one.report.at <= until]
    owners = count_reporters((one.report for one in inside), until=until)
    agreement = count_agreeing(inside, until=until)
    expected = read_usual(inside, until)
    reason = no_alert_reason(owners, agreement, expected=expected)
    if not reason and issue.alerted_as_id:
        reason = "alerted_as"
    return {
        "owners": owners,
        "expected": expected,
        "from": begins,
        "until": until,
        "reason": REASONS[reason]
        % {
            "needed": MIN_REPORTERS,
            "days": WINDOW.days,
            "alike": agreement.needed,
        },
    }


def read_usual(reports: list[FaultReport], until: datetime) -> float:
    """Return what ReportRates.usual_of() returns for the reports of a window,
    computed by the database.
    """
    faults: Counter[str] = Counter()
    models: Counter[str] = Counter()
    for one in reports:
        models[one.model] += 1
        if one.fault:
            faults[one.fault] += 1
    if not faults:
        return 0.0
    model = most_frequent(models)
    ends = _midnight(until) - WINDOW
    record = IssueReport.objects.filter(
        posted_at__gte=ends - timedelta(days=RATE_DAYS),
        posted_at__lt=ends,
    )
    owners = (
        record.filter(fault=most_frequent(faults))
        .order_by()
        .values("post__author_id")
        .distinct()
    )
    all_reports = IssueReport.objects.order_by()
    first = all_reports.aggregate(first=Min("posted_at"))["first"]
    return usual_rate(
        owners=owners.count(),
        of_model=record.filter(model_series=model).count(),
        total=record.count(),
        observed_days=(ends - _midnight(first)).days,
    )


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(
        hour=0,
        minute=0,
        second=0,
        microsecond=0,
    )
