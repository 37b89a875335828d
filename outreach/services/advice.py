"""Consultations: advisers are asked, answer, and learn what came of it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from outreach.models import AdvisorAnswer, Consultation, Honour


@atomic_with_retry
def ask_advisers(
    *,
    question: str,
    due_on: date,
    now: datetime,
    user: Any,
) -> Consultation:
    """Store a question to everybody who advises us, and return it.

    Errors: Conflict if nobody does; Invalid for a day that has passed.
    """
    if due_on < business_date(now):
        text = _("Choose today or a day to come.")
        raise Invalid("bad_day", text, where={"field": "due_on"})
    advisers = Honour.objects.filter(
        is_adviser=True,
        member__merged_into__isnull=True,
    )
    members = sorted(set(advisers.values_list("member_id", flat=True)))
    if not members:
        text = _("Nobody advises us yet: ask graduates on their page first.")
        raise Conflict("no_advisers", text)
    row = Consultation(
        question=question,
        due_on=due_on,
        asked_by=user,
        asked_at=now,
    )
    row.full_clean()
    row.save()
    answers = [
        AdvisorAnswer(consultation=row, member_id=member_id)
        for member_id in members
    ]
    AdvisorAnswer.objects.bulk_create(answers)
    return row


@atomic_with_retry
def note_answer(
    *,
    answer_id: int,
    answer: str,
    now: datetime,
) -> AdvisorAnswer:
    """Store what an adviser answered, and return it. Errors: Conflict if an
    answer is stored already.
    """
    rows = AdvisorAnswer.objects.select_for_update(of=("self",))
    row: AdvisorAnswer = rows.get(pk=answer_id)
    if row.answered_on is not None:
        text = _("An answer is stored already.")
        raise Conflict("answered_already", text)
    row.answer = answer
    row.answered_on = business_date(now)
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def record_outcome(
    *,
    consultation_id: int,
    outcome: str,
    now: datetime,
) -> Consultation:
    """Store what came of a consultation and that its advisers know it, and
    return it. Errors: Conflict if that is stored already.
    """
    rows = Consultation.objects.select_for_update(of=("self",))
    row: Consultation = rows.get(pk=consultation_id)
    if row.informed_on is not None:
        text = _("What came of it is stored already.")
        raise Conflict("informed_already", text)
    row.outcome = outcome
    row.informed_on = business_date(now)
    row.full_clean()
    row.save()
    return row
