"""Which crises are over without anybody having written what was learnt."""

from datetime import datetime, timedelta
from typing import Any

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alerts.models import Alert, Issue
from immunity.models import CaseOmission, CrisisCase

ASKED_BACK = timedelta(days=90)


def case_of(issue: Issue) -> CrisisCase | None:
    """Return the case file of an issue or, the newest first, of one that was
    merged into it.
    """
    rows = CrisisCase.objects.of_issue(issue.pk).order_by("-written_at", "-pk")
    found: CrisisCase | None = rows.first()
    return found


def lacks_case_file(issue: Issue) -> bool:
    """Return whether a closed issue that had raised an alert has neither a
    case file nor a reason without one that is newer than its last alert.
    """
    if issue.state != Issue.State.CLOSED or issue.alerted_at is None:
        return False
    return _lacking().filter(pk=issue.pk).exists()


def lacking_case_files(now: datetime) -> QuerySet[Any]:
    """Return the issues whose case file is asked for on desks, as
    lacks_case_file() tells: all that were closed since case files are kept
    here, of earlier ones those of the last 90 days, which are remembered.
    """
    installed = MigrationRecorder.Migration.objects.filter(app="immunity")
    first = installed.order_by("applied").values("applied")[:1]
    return _lacking().filter(
        Q(closed_at__gte=now - ASKED_BACK) | Q(closed_at__gte=Subquery(first)),
    )


def _lacking() -> QuerySet[Any]:
    alerts = Alert.objects.filter(issue=OuterRef("pk"), is_historic=False)
    last = alerts.order_by("-raised_at").values("raised_at")[:1]
    cases = CrisisCase.objects.of_issue(OuterRef("pk"))
    omitted = CaseOmission.objects.filter(
        issue=OuterRef("pk"),
        omitted_at__gte=OuterRef("last_raised_at"),
    )
    rows: QuerySet[Any] = Issue.objects.unmerged().with_closed_at()
    closed = rows.filter(state="closed", alerted_at__isnull=False).annotate(
        last_raised_at=Coalesce(Subquery(last), F("alerted_at")),
    )
    lacking: QuerySet[Any] = closed.exclude(
        Exists(cases.filter(revised_at__gte=OuterRef("last_raised_at")))
        | Exists(omitted),
    )
    return lacking


def is_outdated(omission: CaseOmission) -> bool:
    """Return whether the issue of a reason has raised another alert since."""
    alerts = omission.issue.alerts.filter(is_historic=False)
    return alerts.filter(raised_at__gt=omission.omitted_at).exists()
