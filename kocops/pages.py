"""The pages of models whose page belongs to an app above them."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

ABSOLUTE_URLS: dict[str, Callable[[Any], str]] = {
    "members.member": lambda member: reverse(
        "teamwork:member_page",
        args=[member.pk],
    ),
    "common.staffabsence": lambda absence: reverse(
        "teamwork:absence_edit",
        args=[absence.pk],
    ),
    "community.question": lambda question: reverse(
        "alerts:question_detail",
        args=[question.pk],
    ),
    "common.outboxmessage": lambda message: reverse(
        "integrations:message_detail",
        args=[message.pk],
    ),
}
