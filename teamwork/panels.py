"""What teamwork shows on the member page: interactions with promises,
nominations, handovers, issues and questions.
"""

from datetime import date
from typing import Any

from alerts.models import IssueReport
from community.models import Question
from members.models import Member
from teamwork.models import HandoverMember, Nomination

SHOWN = 10


def interaction_panel(member: Member, *, today: date) -> dict[str, Any]:
    """Return the open promises to a member, the earliest first."""
    rows = member.interactions.select_related("staff", "promise_owner")
    promised = list(rows.promised().order_by("due_on", "pk"))
    return {"promised": promised, "today": today}


def case_panel(member: Member) -> dict[str, Any]:
    """Return the member's issue reports, questions, nominations and handovers."""
    reports = IssueReport.objects.filter(
        post__author=member,
        post__is_deleted=False,
    ).select_related("issue", "post")
    asked = Question.objects.filter(
        post__author=member,
        post__is_deleted=False,
    ).select_related("post", "helper")
    nominations = Nomination.objects.filter(member=member)
    handovers = HandoverMember.objects.filter(member=member).select_related(
        "handover__from_user",
        "handover__to_user",
    )
    return {
        "reports": list(reports.order_by("-pk")[:SHOWN]),
        "questions": list(asked[:SHOWN]),
        "nominations": list(nominations.select_related("proposed_by")[:SHOWN]),
        "handovers": list(handovers.order_by("-pk")[:SHOWN]),
    }
