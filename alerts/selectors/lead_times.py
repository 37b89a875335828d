"""When issues were known, and when engineering had its first official ticket."""

from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import Min
from django.db.models.functions import Coalesce

from alerts.models import Alert, EngineeringTicket, Issue, IssueReport
from alerts.rules.lead_time import LeadTime

WINDOW = timedelta(weeks=26)


class Ahead(NamedTuple):
    """The median lead of issues whose first official ticket is from the
    window, and over how many issues it goes; None without any.
    """

    hours: float | None
    issues: int
    since: datetime


def read_lead_time(issue: Issue) -> LeadTime:
    """Return when an issue was reported, alerted and official first."""
    tickets = EngineeringTicket.objects.of_issue(issue.pk).exclude(number="")
    reports = IssueReport.objects.visible().filter(issue=issue)
    alerts = issue.alerts.filter(is_historic=False)
    return LeadTime(
        reported_at=reports.aggregate(at=Min("posted_at"))["at"],
        alerted_at=alerts.aggregate(at=Min("raised_at"))["at"],
        ticket_at=tickets.aggregate(at=Min("opened_at"))["at"],
    )


def median_lead(now: datetime) -> Ahead:
    """Return by how many hours alerts came before the first official tickets
    of the last 26 weeks; issues without an alert that was news do not count.
    """
    since = now - WINDOW
    official = EngineeringTicket.objects.exclude(number="")
    firsts = (
        official.annotate(of=Coalesce("issue__merged_into", "issue"))
        .order_by()
        .values("of")
        .annotate(at=Min("opened_at"))
        .filter(at__gte=since, at__lte=now)
    )
    tickets = dict(firsts.values_list("of", "at"))
    alerted = (
        Alert.objects.filter(issue__in=tickets, is_historic=False)
        .order_by()
        .values("issue")
        .annotate(at=Min("raised_at"))
    )
    leads = []
    for issue_id, raised_at in alerted.values_list("issue", "at"):
        lead = LeadTime(None, raised_at, tickets[issue_id]).hours_ahead
        if lead is not None:
            leads.append(lead)
    hours = round(median(leads), 1) if leads else None
    return Ahead(hours, len(leads), since)
