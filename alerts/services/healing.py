"""Wounds that heal in the community (伤口自愈): which questions wait, how quickly they heal, and who could help."""

from collections import Counter
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.models import ActivityEvent
from alerts.models import QuestionCare
from alerts.rules.facets import read_facets
from alerts.rules.suggestions import Record, suggest
from common.errors import ReaderError
from community.models import Post, Question
from community.rules.reading import normalise
from members.models import Member, VehicleOwnership

SERVICE_LEVEL_HOURS = 24
SHOWN_WEEKS = 12
RECORD_DAYS = 180
MOST_QUESTIONS = 400
REASONS = {
    "alike": gettext_lazy("answered such questions before"),
    "thanked": gettext_lazy("was thanked for it"),
    "same_model": gettext_lazy("drives the same car"),
}


def read_healing(now: datetime) -> dict[str, Any]:
    """Return the figures above the queue: waiting now, overdue, times and helpers of the last four weeks, a chart."""
    since = now - timedelta(weeks=SHOWN_WEEKS)
    rows = list(
        Question.objects.asked_since(since).values_list("post__posted_at", "answered_at", "solved_at", "helper__kind")
    )
    lately = [row for row in rows if row[0] >= now - timedelta(weeks=4)]
    waited = [(answered - asked) / timedelta(hours=1) for asked, answered, _solved, _kind in lately if answered]
    by_owners = sum(kind == Member.Kind.PERSON for _asked, answered, _solved, kind in lately if answered)
    return {
        "cards": [
            {"label": _("Waiting now"), "value": Question.objects.unanswered().count(), "href": "?status=waiting"},
            {
                "label": _("Longer than %(hours)s hours") % {"hours": SERVICE_LEVEL_HOURS},
                "value": Question.objects.waiting_longer_than(SERVICE_LEVEL_HOURS, now).count(),
                "href": "?status=overdue",
            },
            {
                "label": _("Hours to the first answer, median"),
                "value": round(median(waited), 1) if waited else None,
                "href": "?status=answered",
            },
            {
                "label": _("Escalated, still waiting"),
                "value": Question.objects.unanswered().filter(care__escalated_at__isnull=False).count(),
                "href": "?status=escalated",
            },
            {"label": _("Answered by owners, 4 weeks"), "value": by_owners, "href": "?status=answered"},
        ],
        "chart": _chart(rows),
    }


def _chart(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    def weeks(moments: list[datetime]) -> Counter[str]:
        days = [timezone.localtime(at).date() for at in moments]
        return Counter(str(day - timedelta(days=day.weekday())) for day in days)

    asked = weeks([row[0] for row in rows])
    answered = weeks([row[0] for row in rows if row[1]])
    solved = weeks([row[0] for row in rows if row[2]])
    labels = sorted(asked)
    series = [(_("Asked"), asked), (_("Answered"), answered), (_("Solved"), solved)]
    return {
        "kind": "bar",
        "x": labels,
        "series": [{"name": name, "data": [counts[week] for week in labels]} for name, counts in series],
        "unit": pgettext("unit of an axis", "questions"),
    }


def escalate_questions(*, now: datetime) -> int:
    """Every question that waited longer than the service level is escalated once; returns how many were just now."""
    late = Question.objects.waiting_longer_than(SERVICE_LEVEL_HOURS, now)
    fresh = [QuestionCare(question=one, escalated_at=now) for one in late.filter(care__isnull=True)]
    QuestionCare.objects.bulk_create(fresh, ignore_conflicts=True)
    taken = QuestionCare.objects.filter(question__in=late, escalated_at__isnull=True).update(escalated_at=now)
    return len(fresh) + int(taken)


@transaction.atomic
def take_question(*, question_id: int, user: Any, now: datetime) -> QuestionCare:
    """This member of staff takes the question. Errors: ReaderError if it was answered, or another took it."""
    question = Question.objects.standing().select_for_update(of=("self",)).get(pk=question_id)
    if question.answered_at:
        raise ReaderError("answered_already", _("It has been answered."), status=409)
    care, _made = QuestionCare.objects.get_or_create(question=question)
    if care.taken_by and care.taken_by != user:
        raise ReaderError("taken_already", _("%(who)s takes it.") % {"who": care.taken_by}, status=409)
    if care.taken_by is None:
        care.taken_by, care.taken_at = user, now
        care.save(update_fields=["taken_by", "taken_at"])
    return care


def read_question(question: Question, now: datetime) -> dict[str, Any]:
    """Return the thread of a question and who could help, with reasons."""
    post = question.post
    replies = Post.objects.filter(source=post.source_id, thread_key=post.thread_key, is_deleted=False).exclude(
        pk=post.pk
    )
    return {
        "replies": replies.select_related("author").order_by("posted_at", "pk"),
        "helpers": [] if question.answered_at else suggest_helpers(question, now=now),
        "waiting_hours": None if question.answered_at else round((now - post.posted_at) / timedelta(hours=1)),
        "care": QuestionCare.objects.filter(question=question).select_related("taken_by").first(),
        "is_overdue": question.answered_at is None and now - post.posted_at > timedelta(hours=SERVICE_LEVEL_HOURS),
    }


def suggest_helpers(question: Question, *, now: datetime) -> list[dict[str, Any]]:
    """Return members who could help with a question, best first, each with reasons."""
    parts = set(read_facets(normalise(question.post.whole_text)).components)
    answered = Question.objects.asked_since(now - timedelta(days=RECORD_DAYS)).filter(helper__kind=Member.Kind.PERSON)
    told = list(answered.exclude(pk=question.pk).select_related("post").order_by("-answered_at")[:MOST_QUESTIONS])
    count, alike, thanked = Counter[int](), Counter[int](), Counter[int]()
    for one in told:
        helper = int(one.helper_id)
        count[helper] += 1
        thanked[helper] += one.solved_at is not None
        alike[helper] += bool(parts & set(read_facets(normalise(one.post.whole_text)).components))
    count.pop(question.post.author_id, None)
    cars = dict(_cars({*count, question.post.author_id}))
    seen = ActivityEvent.objects.filter(member_id__in=list(count)).order_by().values_list("member_id")
    last = dict(seen.annotate(last=Max("occurred_at")))
    records = [Record(pk, n, alike[pk], thanked[pk], cars.get(pk, ""), last.get(pk)) for pk, n in count.items()]
    best = suggest(records, model=cars.get(question.post.author_id, ""), now=now)
    members = Member.objects.in_bulk([one.member for one in best])
    return [
        {
            "member": members[one.member],
            "reasons": [REASONS[name] for name in one.reasons],
            "answered": count[one.member],
        }
        for one in best
    ]


def _cars(member_ids: set[int]) -> list[tuple[int, str]]:
    cars = VehicleOwnership.objects.current().filter(member_id__in=member_ids).order_by("started_on", "pk")
    return list(cars.values_list("member_id", "model_series"))
