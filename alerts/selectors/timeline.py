"""What early warning adds to the time line of a member: issues that they
reported and what they suggested.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alerts.models import IssueReport, SuggestionPost
from common.ui.timeline import Entry, RowSource, Subject

ASKED = "asked"
TEXT_LENGTH = 80


def _short(text: str) -> str:
    if len(text) <= TEXT_LENGTH:
        return text
    return f"{text[:TEXT_LENGTH]}…"


def _reports(subject: Subject) -> QuerySet[Any]:
    reports = IssueReport.objects.filter(
        post__author=subject.member,
        post__is_deleted=False,
    )
    return reports.select_related("issue", "post")


def _reported(report: IssueReport) -> Entry:
    text = _("Reported: %(issue)s") % {"issue": report.issue}
    return Entry(
        report.pk,
        report.posted_at,
        "bell",
        text,
        href=report.issue.get_absolute_url(),
        more=report.issue.get_state_display(),
        sub=_short(report.post.text),
    )


def _suggestions(subject: Subject) -> QuerySet[Any]:
    made = SuggestionPost.objects.filter(
        post__author=subject.member,
        post__is_deleted=False,
    )
    return made.select_related("suggestion", "post")


def _suggested(row: SuggestionPost) -> Entry:
    text = _("Suggested: %(suggestion)s") % {"suggestion": row.suggestion}
    return Entry(
        row.pk,
        row.posted_at,
        "bookmark-plus",
        text,
        href=row.suggestion.get_absolute_url(),
        more=row.suggestion.get_state_display(),
        sub=_short(row.post.text),
    )


TIMELINE = (
    RowSource("reports", ASKED, "posted_at", _reports, _reported),
    RowSource("suggestions", ASKED, "posted_at", _suggestions, _suggested),
)
