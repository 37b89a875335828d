"""What is done about questions: escalated when nobody answers in time, and taken
by a member of staff.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import QuestionCare
from alerts.selectors.questions import SERVICE_LEVEL_HOURS
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from community.models import Question


def escalate_questions(*, now: datetime) -> int:
    """Escalate every question that has waited longer than the service level,
    once; return how many were escalated now. What was history when it arrived
    is not escalated.
    """
    overdue = Question.objects.waiting_longer_than(SERVICE_LEVEL_HOURS, now)
    fresh = []
    for question in overdue.filter(care__isnull=True):
        fresh.append(QuestionCare(question=question, escalated_at=now))
    QuestionCare.objects.bulk_create(fresh, ignore_conflicts=True)
    not_escalated = QuestionCare.objects.filter(
        question__in=overdue,
        escalated_at__isnull=True,
    )
    taken = not_escalated.update(escalated_at=now)
    return len(fresh) + int(taken)


@atomic_with_retry
def take_question(
    *,
    question_id: int,
    user: Any,
    now: datetime,
) -> QuestionCare:
    """Let this member of staff take the question, and return its care.

    Errors: DomainError if it was answered, or somebody else took it.
    """
    question = (
        Question.objects.visible()
        .select_for_update(of=("self",))
        .get(pk=question_id)
    )
    if question.answered_at:
        raise Conflict("answered_already", _("It has been answered."))
    if question.solved_at:
        raise Conflict("solved_already", _("The asker has solved it."))
    care, _made = QuestionCare.objects.get_or_create(question=question)
    if care.taken_by and care.taken_by != user:
        raise Conflict(
            "taken_already",
            _("%(who)s takes it.") % {"who": care.taken_by},
        )
    if care.taken_by is None:
        care.taken_by = user
        care.taken_at = now
        care.save(update_fields=["taken_by", "taken_at"])
    return care
