"""What others did meanwhile with the work of a colleague who was away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from activity.rules.calendar import day_starts_at
from alerts.models import IssueChange, QuestionAct
from common.calendar import business_zone
from common.models import StaffAbsence
from teamwork.models import Interaction
from teamwork.selectors.desk_items import DeskContext

SHOWN_DAYS = 7
SHOWN_LINES = 20


class AbsenceLine(NamedTuple):
    """One thing that was done: when, by whom, what, and where it is."""

    at: datetime
    who: str
    text: str
    href: str


@dataclass(frozen=True)
class AbsenceSummary:
    """What was done during an absence, the latest first.

    is_whole: whether these are all.
    """

    absence: StaffAbsence
    lines: list[AbsenceLine]
    is_whole: bool


def read_absence_summary(viewer: DeskContext) -> AbsenceSummary | None:
    """Return what others did while the colleague was away, for a week after
    they are back; None if they were not.
    """
    absences = StaffAbsence.objects.filter(
        user=viewer.user,
        ends_on__lt=viewer.today,
        ends_on__gte=viewer.today - timedelta(days=SHOWN_DAYS),
    )
    absence = absences.select_related("stand_in").order_by("-ends_on").first()
    if absence is None:
        return None
    lines = [
        *_talks(viewer, absence),
        *_kept(viewer, absence),
        *_issues(viewer, absence),
        *_questions(viewer, absence),
    ]
    lines.sort(key=lambda line: line.at, reverse=True)
    shown = lines[:SHOWN_LINES]
    return AbsenceSummary(absence, shown, len(lines) <= SHOWN_LINES)


def _span(absence: StaffAbsence) -> tuple[datetime, datetime]:
    zone = business_zone()
    last = absence.ends_on + timedelta(days=1)
    return day_starts_at(absence.starts_on, zone), day_starts_at(last, zone)


def _talks(viewer: DeskContext, absence: StaffAbsence) -> list[AbsenceLine]:
    rows = Interaction.objects.filter(
        member__primary_contact=viewer.user,
        happened_at__range=_span(absence),
    ).exclude(staff=viewer.user)
    rows = rows.select_related("member", "staff").order_by("-happened_at")
    return [
        AbsenceLine(
            row.happened_at,
            str(row.staff or ""),
            _("talked with %(name)s: %(said)s")
            % {"name": row.member, "said": row.summary[:80]},
            row.get_absolute_url(),
        )
        for row in rows[: SHOWN_LINES + 1]
    ]


def _kept(viewer: DeskContext, absence: StaffAbsence) -> list[AbsenceLine]:
    rows: Any = Interaction.objects.filter(
        promise_owner=viewer.user,
        kept_at__range=_span(absence),
    )
    rows = rows.select_related("member").order_by("-kept_at")
    return [
        AbsenceLine(
            row.kept_at,
            "",
            _("kept for %(name)s: %(promise)s")
            % {"name": row.member, "promise": row.promise},
            row.get_absolute_url(),
        )
        for row in rows[: SHOWN_LINES + 1]
    ]


def _issues(viewer: DeskContext, absence: StaffAbsence) -> list[AbsenceLine]:
    rows: Any = IssueChange.objects.filter(
        issue__owner=viewer.user,
        changed_at__range=_span(absence),
    ).exclude(changed_by=viewer.user)
    rows = rows.select_related("issue", "changed_by").order_by("-changed_at")
    return [
        AbsenceLine(
            row.changed_at,
            str(row.changed_by or ""),
            _("changed the issue %(name)s: %(state)s")
            % {"name": row.issue, "state": row.get_to_state_display()},
            row.issue.get_absolute_url(),
        )
        for row in rows[: SHOWN_LINES + 1]
    ]


def _questions(
    viewer: DeskContext,
    absence: StaffAbsence,
) -> list[AbsenceLine]:
    rows: Any = QuestionAct.objects.filter(
        question__care__taken_by=viewer.user,
        made_at__range=_span(absence),
        undone_at__isnull=True,
    ).exclude(made_by=viewer.user)
    rows = rows.select_related("question__post", "made_by")
    return [
        AbsenceLine(
            row.made_at,
            str(row.made_by or ""),
            _("%(act)s: %(question)s")
            % {"act": row.get_kind_display(), "question": row.question},
            row.question.get_absolute_url(),
        )
        for row in rows.order_by("-made_at")[: SHOWN_LINES + 1]
    ]
