"""What teamwork shows on the member page: interactions with promises, nominations, handovers, issues and questions."""

from datetime import date
from typing import Any

from alerts.models import Placement
from community.models import Question
from members.models import Member
from teamwork.models import HandoverMember, Nomination

SHOWN = 10


def interaction_panel(member: Member, *, today: date) -> dict[str, Any]:
    """Return the latest interactions, open promises first."""
    rows = member.interactions.select_related("staff", "promise_owner")
    latest = list(rows[:SHOWN])
    promised = [row for row in rows.promised().order_by("due_on", "pk")]
    return {"promised": promised, "latest": latest, "today": today}


def case_panel(member: Member) -> dict[str, Any]:
    """Return what the member told of, asked, was nominated for, and how he was handed over."""
    voices = Placement.objects.filter(post__author=member, post__is_deleted=False).select_related("issue", "post")
    asked = Question.objects.filter(post__author=member, post__is_deleted=False).select_related("post", "helper")
    return {
        "voices": list(voices.order_by("-pk")[:SHOWN]),
        "questions": list(asked[:SHOWN]),
        "nominations": list(Nomination.objects.filter(member=member).select_related("proposed_by")[:SHOWN]),
        "handovers": list(
            HandoverMember.objects.filter(member=member)
            .select_related("handover__from_user", "handover__to_user")
            .order_by("-pk")[:SHOWN]
        ),
    }
