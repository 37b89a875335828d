"""Who looks after how many members, and what is open with each colleague."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from alerts.models import Issue, QuestionCare
from alerts.selectors.raised import OPEN_STATES
from community.models import Question
from lifecycle.models import DormancyState
from lifecycle.rules.states import State
from members.models import Member
from teamwork.models import Interaction

Counts = dict[int | None, int]


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """A colleague with how much is open; pk None is nobody."""

    name: str
    pk: int | None
    members: int
    backups: int
    promises: int
    late: int
    questions: int
    issues: int


def _count_by(rows: QuerySet[Any], field: str) -> Counts:
    grouped = rows.order_by().values_list(field)
    return dict(grouped.annotate(count=Count("pk")))


def _count_promises(today: date) -> tuple[Counts, Counts]:
    """Return open promises and late promises by owner, read at once."""
    grouped = Interaction.objects.promised().order_by().values("promise_owner")
    counted = grouped.annotate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
    )
    promises: Counts = {}
    late: Counts = {}
    for row in counted:
        promises[row["promise_owner"]] = row["open"]
        late[row["promise_owner"]] = row["late"]
    return promises, late


def _open_cares() -> QuerySet[QuestionCare]:
    return QuestionCare.objects.filter(
        taken_by__isnull=False,
        question__in=Question.objects.unanswered(),
    )


def _open_issues() -> QuerySet[Issue]:
    issues: QuerySet[Issue] = Issue.objects.unmerged().filter(
        owner__isnull=False,
        state__in=OPEN_STATES,
    )
    return issues


def read_workload(today: date) -> list[WorkloadRow]:
    """Return one row for each active colleague, the busiest first, and one for
    members without a contact.
    """
    people = Member.objects.real_people()
    members = _count_by(people, "primary_contact")
    backups = _count_by(people, "backup_contact")
    promises, late = _count_promises(today)
    questions = _count_by(_open_cares(), "taken_by")
    issues = _count_by(_open_issues(), "owner")
    accounts = get_user_model().objects.filter(is_active=True)
    rows = []
    for user in accounts.order_by("username"):
        pk = user.pk
        row = WorkloadRow(
            name=str(user),
            pk=pk,
            members=members.get(pk, 0),
            backups=backups.get(pk, 0),
            promises=promises.get(pk, 0),
            late=late.get(pk, 0),
            questions=questions.get(pk, 0),
            issues=issues.get(pk, 0),
        )
        rows.append(row)
    rows.sort(key=lambda row: -row.members)
    nobody = WorkloadRow(
        name=_("nobody"),
        pk=None,
        members=members.get(None, 0),
        backups=0,
        promises=promises.get(None, 0),
        late=late.get(None, 0),
        questions=0,
        issues=0,
    )
    return [*rows, nobody]


def cooling_without_contact(generation: int) -> int:
    """Return how many members are cooling and have no contact."""
    cooling = DormancyState.objects.of_generation(generation).filter(
        state=State.COOLING,
    )
    alone = Member.objects.real_people().filter(primary_contact__isnull=True)
    return alone.filter(pk__in=cooling.values("member")).count()
