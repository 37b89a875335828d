"""The parts into which questions are sorted: what each is, and how many."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from alerts.rules.service_level import SERVICE_LEVEL_HOURS
from community.models import Question
from community.querysets import CLOSED, NO_QUESTION, UNANSWERED

State = Question.State
HEALED_STATES = (
    State.THANKED,
    State.BY_ASKER,
    State.SILENT,
    State.ELSEWHERE,
)
_OPEN = UNANSWERED & ~CLOSED & ~NO_QUESTION
_WAITING = _OPEN & Q(post__is_history=False)
# What each is among questions with `with_state()` and `with_overdue()`.
QUESTION_STATES: dict[str, Q] = {
    "waiting": _WAITING,
    "fresh": _WAITING & Q(is_overdue=False),
    "overdue": Q(is_overdue=True),
    "taken": _OPEN & Q(care__taken_by__isnull=False),
    "reopened": Q(state=State.REOPENED),
    "answered": Q(answered_at__isnull=False),
    "unconfirmed": Q(state=State.ANSWERED),
    "healed": Q(state__in=HEALED_STATES),
    "solved": Q(solved_how=Question.SolvedHow.THANKED),
    "by_asker": Q(solved_how=Question.SolvedHow.BY_ASKER),
    "silent": Q(state=State.SILENT),
    "elsewhere": Q(state=State.ELSEWHERE),
    "closed": Q(state=State.CLOSED),
    "not_question": Q(state=State.NOT_QUESTION),
    "escalated": _OPEN & Q(care__escalated_at__isnull=False),
    "history": Q(post__is_history=True),
    "old_waiting": _OPEN & Q(post__is_history=True),
}
QUESTION_STATE_LABELS = {
    "waiting": _("Waiting"),
    "fresh": _("Fresh"),
    "overdue": _("Waiting too long"),
    "taken": _("Taken"),
    "reopened": _("Open again"),
    "answered": _("Answered"),
    "unconfirmed": _("Answered, not confirmed yet"),
    "healed": _("Healed"),
    "solved": _("Solved with thanks"),
    "by_asker": _("Solved by the asker"),
    "silent": _("Healed by silence"),
    "elsewhere": _("Answered elsewhere"),
    "closed": _("Closed by staff"),
    "not_question": _("Not a question"),
    "escalated": _("Escalated"),
    "history": _("History"),
    "old_waiting": _("Unanswered history"),
}
# Shown above the list; the first ones also while they are empty. Every question
# is in one of them at least, so that the numbers can be added up.
TABS = (
    "fresh",
    "overdue",
    "taken",
    "reopened",
    "unconfirmed",
    "solved",
    "by_asker",
    "silent",
    "elsewhere",
    "closed",
    "old_waiting",
    "not_question",
)
ALWAYS_SHOWN = 5


def questions_with_states(now: datetime) -> Any:
    """Return the questions of people, with what is no question, and all that
    QUESTION_STATES needs.
    """
    rows = Question.objects.of_people().with_state(now)
    return rows.with_overdue(SERVICE_LEVEL_HOURS, now)


def count_question_states(
    filters: dict[str, str],
    now: datetime,
) -> list[dict[str, Any]]:
    """Return the tabs of the list of questions with their numbers.

    A tab is chosen where its status, and no other filter, is set.
    """
    wanted = {name: Count("pk", filter=QUESTION_STATES[name]) for name in TABS}
    rows = questions_with_states(now).order_by()
    every = Count("pk", filter=~NO_QUESTION)
    counts = rows.aggregate(every=every, **wanted)
    tabs = [
        {
            "label": _("All"),
            "count": counts["every"],
            "href": "?",
            "is_chosen": not filters,
        },
    ]
    for number, name in enumerate(TABS):
        if number >= ALWAYS_SHOWN and not counts[name]:
            continue
        tab = {
            "label": QUESTION_STATE_LABELS[name],
            "count": counts[name],
            "href": f"?status={name}",
            "is_chosen": filters == {"status": name},
        }
        tabs.append(tab)
    return tabs
