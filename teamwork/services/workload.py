"""Who looks after how many members, and what is open with each; and who has no contact."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from alerts.models import Issue, QuestionCare
from alerts.services.board import OPEN_STATES
from community.models import Question
from members.models import Member
from teamwork.models import Interaction


def read_workload(today: date) -> list[dict[str, Any]]:
    """Return one row for each active colleague, the busiest first, and one for members without a contact."""
    people = Member.objects.counted().order_by()
    members = dict(people.values_list("primary_contact").annotate(count=Count("pk")))
    backups = dict(people.values_list("backup_contact").annotate(count=Count("pk")))
    promises = Interaction.objects.promised().order_by().values("promise_owner")
    counted = promises.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    promised = {row["promise_owner"]: row for row in counted}
    cares = QuestionCare.objects.filter(taken_by__isnull=False, question__in=Question.objects.unanswered())
    questions = dict(cares.order_by().values_list("taken_by").annotate(count=Count("pk")))
    waiting = Issue.objects.standing().filter(owner__isnull=False).filter(state__in=OPEN_STATES)
    issues = dict(waiting.order_by().values_list("owner").annotate(count=Count("pk")))
    rows = [
        {
            "name": user.get_username(),
            "pk": user.pk,
            "members": members.get(user.pk, 0),
            "backups": backups.get(user.pk, 0),
            "promises": promised.get(user.pk, {}).get("open", 0),
            "late": promised.get(user.pk, {}).get("late", 0),
            "questions": questions.get(user.pk, 0),
            "issues": issues.get(user.pk, 0),
        }
        for user in get_user_model().objects.filter(is_active=True).order_by("username")
    ]
    rows.sort(key=lambda row: -row["members"])
    gone = promised.get(None, {})
    nobody = {
        "name": _("nobody"),
        "pk": None,
        "members": members.get(None, 0),
        "backups": 0,
        "questions": 0,
        "issues": 0,
    }
    return [*rows, {**nobody, "promises": gone.get("open", 0), "late": gone.get("late", 0)}]
