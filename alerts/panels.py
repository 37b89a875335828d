"""What early warning shows on the page of a circle: what its members report and ask."""

from typing import Any

from django.db.models import Count, Max, Q

from alerts.models import Issue, IssueReport
from community.models import Circle, Question
from community.panels import CircleReading

SHOWN_ROWS = 10


def circle_reports_panel(
    circle: Circle,
    _at: CircleReading,
) -> dict[str, Any]:
    """Return the open issues that present members reported, with their number,
    and the questions that they asked last, unanswered ones first.
    """
    present = circle.memberships.filter(ended_on__isnull=True)
    members = present.values("member_id")
    reports = IssueReport.objects.filter(post__author__in=members)
    counted = (
        reports.order_by()
        .values("issue_id")
        .annotate(count=Count("post", distinct=True), last_at=Max("posted_at"))
        .order_by("-last_at")[:SHOWN_ROWS]
    )
    rows = list(counted)
    over = Q(state__in=(Issue.State.CLOSED, Issue.State.MUTED))
    issues = Issue.objects.unmerged().exclude(over)
    known = issues.in_bulk([row["issue_id"] for row in rows])
    questions = Question.objects.visible().filter(post__author__in=members)
    ordered = questions.order_by("-post__posted_at").select_related("post")
    shown = list(ordered.select_related("post__author")[:SHOWN_ROWS])
    return {
        "issues": [
            (known[row["issue_id"]], row["count"])
            for row in rows
            if row["issue_id"] in known
        ],
        "questions": sorted(shown, key=_is_answered),
    }


def _is_answered(question: Question) -> bool:
    return not question.is_waiting
