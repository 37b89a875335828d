"""The pack of a handover: of every member all that is open, so that nothing falls through."""

from collections import defaultdict
from datetime import date
from typing import Any

from alerts.models import Placement
from alerts.services.board import OPEN_STATES
from community.models import Question
from teamwork.models import Handover, Interaction, Nomination


def read_pack(handover: Handover, *, today: date) -> list[dict[str, Any]]:
    """Return for each member handed over: promises, last words, questions, issues and nominations that are open."""
    members = [row.member for row in handover.rows.select_related("member")]
    ids = [member.pk for member in members]
    told: dict[str, dict[int, list[Any]]] = {
        name: defaultdict(list) for name in ("promises", "talks", "asked", "voices", "named")
    }
    for row in Interaction.objects.filter(member_id__in=ids).select_related("staff").order_by("-happened_at", "-pk"):
        told["talks"][row.member_id].append(row)
        if row.promise and not row.kept_at:
            told["promises"][row.member_id].append(row)
    for question in Question.objects.unanswered().filter(post__author_id__in=ids).select_related("post"):
        told["asked"][question.post.author_id].append(question)
    voices = Placement.objects.filter(
        post__author_id__in=ids, issue__state__in=OPEN_STATES, post__is_deleted=False, issue__alerted_at__isnull=False
    )
    for voice in voices.select_related("issue", "post"):
        told["voices"][voice.post.author_id].append(voice.issue)
    for nomination in Nomination.objects.filter(member_id__in=ids, state=Nomination.State.OPEN):
        told["named"][nomination.member_id].append(nomination)
    return [
        {
            "member": member,
            "promises": told["promises"][member.pk],
            "last_talk": next(iter(told["talks"][member.pk]), None),
            "questions": told["asked"][member.pk],
            "issues": list(dict.fromkeys(told["voices"][member.pk])),
            "nominations": told["named"][member.pk],
        }
        for member in members
    ]
