"""What is done about questions: escalated when nobody answers in time, taken
and given back, closed and opened again by a member of staff.

Each act is a row of the question's history; the acts that were not undone
decide (alerts/rules/question_acts.py).
"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from alerts.models import QuestionAct, QuestionCare
from alerts.rules.question_acts import (
    CLOSING,
    ActKind,
    QuestionActRule,
    follow_acts,
)
from alerts.rules.service_level import SERVICE_LEVEL_HOURS
from common.db.locks import exclusive
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, NotFound
from common.jobs.events import NewDomainEvent, publish
from common.security.access import LEADS, roles_of
from community.models import Question
from community.services.questions import LOCK, reopen_question

Kind = QuestionAct.Kind
# The first posts of a source can make hundreds overdue at once.
MOST_AT_ONCE = 20


@atomic_with_retry
def escalate_questions(*, now: datetime) -> int:
    """Escalate every question that has waited longer than the service level,
    once; return how many were escalated now. What was history when it arrived
    is not escalated.
    """
    overdue = Question.objects.waiting_longer_than(SERVICE_LEVEL_HOURS, now)
    is_new = Q(care__isnull=True) | Q(care__escalated_at__isnull=True)
    questions = list(overdue.filter(is_new).select_related("post"))
    cares = [QuestionCare(question=one, escalated_at=now) for one in questions]
    QuestionCare.objects.bulk_create(cares, ignore_conflicts=True)
    QuestionCare.objects.filter(
        question__in=questions,
        escalated_at__isnull=True,
    ).update(escalated_at=now)
    _announce(questions, now)
    return len(questions)


def _announce(questions: list[Question], now: datetime) -> None:
    """Publish each question, or above MOST_AT_ONCE one event that counts them."""
    if len(questions) <= MOST_AT_ONCE:
        publish([_overdue(one) for one in questions], now=now)
        return
    oldest = min(questions, key=lambda one: (one.post.posted_at, one.pk))
    data = {
        "questions": len(questions),
        "asked_at": oldest.post.posted_at.isoformat(),
        "service_level_hours": SERVICE_LEVEL_HOURS,
    }
    key = f"question.backlog:{now.isoformat()}"
    backlog = NewDomainEvent("question.backlog", key, oldest, data)
    publish([backlog], now=now)


def _overdue(question: Question) -> NewDomainEvent:
    data = {
        "question_id": question.pk,
        "post_id": question.post_id,
        "asked_at": question.post.posted_at.isoformat(),
        "service_level_hours": SERVICE_LEVEL_HOURS,
        "mood": Question.Upset(question.upset).name.lower(),
    }
    key = f"question.overdue:{question.pk}"
    return NewDomainEvent("question.overdue", key, question, data)


@atomic_with_retry
def take_question(
    *,
    question_id: int,
    user: Any,
    now: datetime,
) -> QuestionCare:
    """Let this member of staff take the question, and return its care.

    Errors: DomainError if it was answered or closed, or somebody else took it.
    """
    question = lock_question(question_id)
    _check_waiting(question)
    care, _made = QuestionCare.objects.get_or_create(question=question)
    if care.taken_by and care.taken_by != user:
        raise Conflict(
            "taken_already",
            _("%(who)s takes it.") % {"who": care.taken_by},
        )
    if care.taken_by is None:
        record_act(question, Kind.TAKEN, user=user, now=now)
        care.refresh_from_db()
    return care


@atomic_with_retry
def give_back_question(
    *,
    question_id: int,
    note: str = "",
    user: Any,
    now: datetime,
) -> QuestionAct:
    """Let the question wait for anybody again, and return the act.

    Errors: DomainError if nobody takes it, or somebody else does; leads give
    back for anybody.
    """
    question = lock_question(question_id)
    care = QuestionCare.objects.filter(question=question).first()
    if care is None or care.taken_by is None:
        raise Conflict("not_taken", _("Nobody has taken it."))
    if care.taken_by != user and not roles_of(user) & LEADS:
        raise Conflict(
            "taken_by_another",
            _("%(who)s takes it.") % {"who": care.taken_by},
        )
    return record_act(question, Kind.GIVEN_BACK, note, user=user, now=now)


@atomic_with_retry
def close_question(
    *,
    question_id: int,
    how: str,
    note: str = "",
    link: str = "",
    user: Any,
    now: datetime,
) -> QuestionAct:
    """Close the question: it is none, was answered elsewhere, or for a reason;
    return the act. It no longer waits, whatever is read of its thread later.

    Errors: DomainError if it is closed or solved already, or the reason or the
    place of the answer is missing.
    """
    if how not in CLOSING:
        raise Invalid("unknown_act", _("Choose how it is closed."))
    if how == Kind.CLOSED and not note:
        text = _("Write why it is closed.")
        raise Invalid("no_reason", text, where={"field": "note"})
    if how == Kind.ELSEWHERE and not note and not link:
        text = _("Write where it was answered, or give the link.")
        raise Invalid("no_place", text, where={"field": "note"})
    question = lock_question(question_id)
    if question.is_closed:
        raise Conflict("closed_already", _("It is closed already."))
    if question.solved_at and how != Kind.NOT_QUESTION:
        raise Conflict("solved_already", _("The asker has solved it."))
    return record_act(question, Kind(how), note, link=link, user=user, now=now)


def reopen_closed_question(
    *,
    question_id: int,
    note: str = "",
    user: Any,
    now: datetime,
) -> QuestionAct:
    """Let a closed or answered question wait again, and return the act.

    Errors: DomainError if it waits already.
    """
    # Threads are read under this lock; it comes before that of the row.
    with exclusive(LOCK, wait=True):
        return _reopen(question_id, note, user=user, now=now)


@atomic_with_retry
def _reopen(
    question_id: int,
    note: str,
    *,
    user: Any,
    now: datetime,
) -> QuestionAct:
    question = lock_question(question_id)
    if question.is_waiting:
        raise Conflict("waiting_already", _("It is open already."))
    return record_act(question, Kind.REOPENED, note, user=user, now=now)


def undo_act(*, act_id: int, user: Any, now: datetime) -> Question:
    """Undo an act, and return its question as the other acts leave it.

    Errors: Conflict if it was undone already; NotFound if there is none.
    """
    with exclusive(LOCK, wait=True):
        return _undo(act_id, user=user, now=now)


@atomic_with_retry
def _undo(act_id: int, *, user: Any, now: datetime) -> Question:
    act = QuestionAct.objects.filter(pk=act_id).first()
    if act is None:
        raise NotFound("no_act", _("There is no such act."))
    question = lock_question(act.question_id)
    act.refresh_from_db()
    if act.undone_at:
        raise Conflict("undone_already", _("It was undone already."))
    act.undone_at = now
    act.undone_by = user
    act.save(update_fields=["undone_at", "undone_by"])
    if act.invitation:
        act.invitation.withdrawn_at = now
        act.invitation.save(update_fields=["withdrawn_at"])
    _follow(question)
    question.refresh_from_db()
    return question


def lock_question(question_id: int) -> Question:
    """Lock a question with its post, also one that staff said is none.

    Errors: NotFound if it is not there or no longer shown.
    """
    rows = Question.objects.of_people().select_related("post")
    found = rows.select_for_update(of=("self",)).filter(pk=question_id)
    question: Question | None = found.first()
    if question is None:
        text = _("There is no such question any more.")
        raise NotFound("no_question", text)
    return question


def check_open(question: Question) -> None:
    """Raise Conflict if a question was solved or closed."""
    if question.solved_at:
        raise Conflict("solved_already", _("The asker has solved it."))
    if question.is_closed:
        raise Conflict("closed_already", _("It is closed already."))


def _check_waiting(question: Question) -> None:
    if question.answered_at and not question.is_closed:
        raise Conflict("answered_already", _("It has been answered."))
    check_open(question)


def record_act(
    question: Question,
    kind: QuestionAct.Kind,
    note: str = "",
    *,
    user: Any,
    now: datetime,
    **details: Any,
) -> QuestionAct:
    """Store an act on a locked question with what follows from it, and return
    it.
    """
    act: QuestionAct = QuestionAct.objects.create(
        question=question,
        kind=kind,
        note=note,
        made_at=now,
        made_by=user,
        **details,
    )
    _follow(question)
    return act


def _follow(question: Question) -> None:
    """Store what the acts of a locked question lead to."""
    rows = QuestionAct.objects.filter(
        question=question,
        undone_at__isnull=True,
    ).order_by("made_at", "pk")
    acts = []
    for kind, at, by in rows.values_list("kind", "made_at", "made_by_id"):
        acts.append(QuestionActRule(ActKind(kind), at, by))
    handling = follow_acts(acts)
    QuestionCare.objects.update_or_create(
        question=question,
        defaults={
            "taken_by_id": handling.taken_by,
            "taken_at": handling.taken_at,
        },
    )
    question.closed_how = handling.closed_how
    question.closed_at = handling.closed_at
    question.save(update_fields=["closed_how", "closed_at"])
    if question.staff_reopened_at != handling.reopened_at:
        reopen_question(question=question, at=handling.reopened_at)
