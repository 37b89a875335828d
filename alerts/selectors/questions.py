"""Questions of members: which wait, how quickly they are answered (伤口自愈), and
who could help.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from activity.models import ActivityEvent
from activity.rules.calendar import day_starts_at, monday_of, weeks_through
from alerts.models import QuestionCare
from alerts.rules.facets import read_facets
from alerts.rules.suggestions import Record, suggest
from common.calendar import business_date, business_zone
from common.ui.cards import Card
from community.models import Post, Question
from community.rules.answers import SILENCE
from community.rules.text import normalise
from members.models import Member, VehicleOwnership

SERVICE_LEVEL_HOURS = 24
SHOWN_WEEKS = 12
RECENT = timedelta(weeks=4)
RECORD_DAYS = 180
MAX_QUESTIONS = 400
HOUR = timedelta(hours=1)
REASONS = {
    "alike": gettext_lazy("answered such questions before"),
    "thanked": gettext_lazy("was thanked for it"),
    "same_model": gettext_lazy("drives the same car"),
}


class AskedQuestion(NamedTuple):
    """When a question was asked and answered, how it was solved, and by which
    kind of member it was answered.
    """

    asked_at: datetime
    answered_at: datetime | None
    solved_how: str
    helper_kind: str | None


def read_question_board(now: datetime) -> dict[str, Any]:
    """Return the figures above the list of questions, and the chart of the
    last weeks.
    """
    today = business_date(now)
    weeks = weeks_through(today - timedelta(weeks=SHOWN_WEEKS - 1), today)
    since = day_starts_at(weeks[0], business_zone())
    rows = Question.objects.asked_since(since).values_list(
        "post__posted_at",
        "answered_at",
        "solved_how",
        "helper__kind",
    )
    asked = [AskedQuestion(*row) for row in rows]
    recent = [one for one in asked if one.asked_at >= now - RECENT]
    return {
        "cards": _cards(recent, now),
        "chart": _chart(asked, weeks) if asked else {},
    }


def _cards(recent: Iterable[AskedQuestion], now: datetime) -> list[Card]:
    waiting = Question.objects.unanswered()
    fresh = waiting.without_history()
    overdue = fresh.waiting_longer_than(SERVICE_LEVEL_HOURS, now)
    escalated = waiting.filter(care__escalated_at__isnull=False)
    hours, by_owners, by_askers = _figures(recent)
    longer = _("Longer than %(hours)s hours") % {"hours": SERVICE_LEVEL_HOURS}
    return [
        Card(
            _("Waiting now"),
            fresh.count(),
            "?status=waiting",
            is_count=True,
        ),
        Card(longer, overdue.count(), "?status=overdue", is_count=True),
        Card(
            _("Hours to the first answer, median"),
            round(median(hours), 1) if hours else None,
            "?status=answered",
        ),
        Card(
            _("Escalated, still waiting"),
            escalated.count(),
            "?status=escalated",
            is_count=True,
        ),
        Card(
            _("Answered by owners, 4 weeks"),
            by_owners,
            "?status=answered",
        ),
        Card(
            _("Solved by the asker, 4 weeks"),
            by_askers,
            "?status=by_asker",
        ),
    ]


def _figures(
    recent: Iterable[AskedQuestion],
) -> tuple[list[float], int, int]:
    """Return the hours to each first answer, how many owners gave one, and how
    many questions the asker solved.
    """
    hours = []
    by_owners = 0
    by_askers = 0
    for one in recent:
        by_askers += one.solved_how == Question.SolvedHow.BY_ASKER
        if one.answered_at:
            hours.append((one.answered_at - one.asked_at) / HOUR)
            by_owners += one.helper_kind == Member.Kind.PERSON
    return hours, by_owners, by_askers


def _chart(asked: list[AskedQuestion], weeks: list[date]) -> dict[str, Any]:
    answered = [one for one in asked if one.answered_at]
    how = Question.SolvedHow
    thanked = [one for one in asked if one.solved_how == how.THANKED]
    by_asker = [one for one in asked if one.solved_how == how.BY_ASKER]
    series = []
    for name, questions in (
        (_("Asked"), asked),
        (_("Answered"), answered),
        (_("Solved with thanks"), thanked),
        (_("Solved by the asker"), by_asker),
    ):
        counts = Counter(
            monday_of(business_date(one.asked_at)) for one in questions
        )
        data = [counts[week] for week in weeks]
        series.append({"name": name, "data": data})
    return {
        "kind": "bar",
        "x": list(map(str, weeks)),
        "series": series,
        "unit": pgettext("unit of an axis", "questions"),
        "partial_last": _("week not over"),
    }


def read_question(question: Question, now: datetime) -> dict[str, Any]:
    """Return the thread of a question and who could help, with reasons."""
    post = question.post
    replies = (
        Post.objects.filter(
            source=post.source_id,
            thread_key=post.thread_key,
            is_deleted=False,
        )
        .exclude(pk=post.pk)
        .select_related("author")
        .order_by("posted_at", "pk")
    )
    care = QuestionCare.objects.filter(question=question)
    page: dict[str, Any] = {
        "replies": replies,
        "helpers": [],
        "waiting_hours": None,
        "care": care.select_related("taken_by").first(),
        "is_overdue": False,
        "state": question.state_at(now),
        "silence_days": SILENCE.days,
    }
    if question.is_waiting:
        waited = now - (question.reopened_at or post.posted_at)
        page["helpers"] = suggest_helpers(question, now=now)
        page["waiting_hours"] = round(waited / HOUR)
        is_late = waited > timedelta(hours=SERVICE_LEVEL_HOURS)
        page["is_overdue"] = is_late and not post.is_history
    return page


def suggest_helpers(
    question: Question,
    *,
    now: datetime,
) -> list[dict[str, Any]]:
    """Return members who could help with a question, best first, each with
    reasons.
    """
    asker = question.post.author_id
    history = _read_history(question, since=now - timedelta(days=RECORD_DAYS))
    history.answered.pop(asker, None)
    cars = _cars({*history.answered, asker})
    best = suggest(
        _records(history, cars),
        model=cars.get(asker, ""),
        now=now,
    )
    members = Member.objects.in_bulk([one.member for one in best])
    helpers = []
    for one in best:
        helper = {
            "member": members[one.member],
            "reasons": [REASONS[name] for name in one.reasons],
            "answered": history.answered[one.member],
        }
        helpers.append(helper)
    return helpers


class _History(NamedTuple):
    """How many questions each member answered, how many of them about the same
    part, and how many were solved.
    """

    answered: Counter[int]
    alike: Counter[int]
    thanked: Counter[int]


def _read_history(question: Question, *, since: datetime) -> _History:
    """Return who answered questions asked since a time, other than this one."""
    parts = _parts_of(question)
    answered = (
        Question.objects.asked_since(since)
        .filter(helper__kind=Member.Kind.PERSON)
        .exclude(pk=question.pk)
        .select_related("post")
        .order_by("-answered_at")
    )
    history = _History(Counter(), Counter(), Counter())
    for one in answered[:MAX_QUESTIONS]:
        history.answered[one.helper_id] += 1
        is_thanked = one.solved_how == Question.SolvedHow.THANKED
        history.thanked[one.helper_id] += is_thanked
        history.alike[one.helper_id] += bool(parts & _parts_of(one))
    return history


def _parts_of(question: Question) -> set[str]:
    return set(read_facets(normalise(question.post.whole_text)).components)


def _records(history: _History, cars: dict[int, str]) -> list[Record]:
    members = list(history.answered)
    events = ActivityEvent.objects.filter(member_id__in=members)
    seen = events.order_by().values_list("member_id")
    last = dict(seen.annotate(last=Max("occurred_at")))
    records = []
    for member in members:
        record = Record(
            member=member,
            answered=history.answered[member],
            alike=history.alike[member],
            thanked=history.thanked[member],
            model=cars.get(member, ""),
            seen_at=last.get(member),
        )
        records.append(record)
    return records


def _cars(member_ids: set[int]) -> dict[int, str]:
    """Return the model series that members drive now, of several the latest."""
    cars = (
        VehicleOwnership.objects.current()
        .filter(member_id__in=member_ids)
        .order_by("started_on", "pk")
    )
    return dict(cars.values_list("member_id", "model_series"))
