"""Questions of members: which wait, how quickly they are answered (伤口自愈), and
what was done about each.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activity.rules.calendar import day_starts_at, monday_of, weeks_through
from alerts.models import HelperInvitation, QuestionAct, QuestionCare
from alerts.rules.service_level import SERVICE_LEVEL_HOURS, median_wait
from alerts.selectors.healing import HOUR, read_healing
from alerts.selectors.question_helpers import suggest_helpers
from alerts.selectors.question_states import (
    HEALED_STATES,
)
from common.calendar import business_date, business_zone
from common.ui.cards import Card
from community.models import Post, Question
from community.rules.answers import SILENCE
from members.models import Member

SHOWN_WEEKS = 12
RECENT_DAYS = 28
MAX_READ = 5_000


def read_question_board(now: datetime) -> dict[str, Any]:
    """Return the figures above the list of questions, the chart of the last
    weeks, and who healed what in the last 28 days.
    """
    today = business_date(now)
    weeks = weeks_through(today - timedelta(weeks=SHOWN_WEEKS - 1), today)
    since = day_starts_at(weeks[0], business_zone())
    first_day = today - timedelta(days=RECENT_DAYS)
    recent_since = day_starts_at(first_day, business_zone())
    rows = (
        Question.objects.asked_since(since)
        .with_state(now)
        .select_related("post__circle", "helper")
        .order_by("-post__posted_at", "-pk")
    )
    asked = list(rows[:MAX_READ])
    recent = [one for one in asked if one.post.posted_at >= recent_since]
    return {
        "cards": [
            *_waiting_cards(now),
            *_healing_cards(recent, first_day),
        ],
        "chart": _chart(asked, weeks) if asked else {},
        "recent_days": RECENT_DAYS,
        **read_healing(recent, since=first_day),
    }


def _waiting_cards(now: datetime) -> list[Card]:
    """Return how many questions wait, how many too long, and escalated."""
    waiting = Question.objects.unanswered()
    fresh = waiting.without_history()
    overdue = fresh.waiting_longer_than(SERVICE_LEVEL_HOURS, now)
    escalated = waiting.filter(care__escalated_at__isnull=False)
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
            _("Escalated, still waiting"),
            escalated.count(),
            "?status=escalated",
            is_count=True,
        ),
    ]


def _healing_cards(recent: list[Question], first_day: date) -> list[Card]:
    """Return how soon questions were answered and how many are healed, of
    those asked since a day.
    """
    hours, by_owners, by_askers, healed = _figures(recent)
    share = round(100 * healed / len(recent)) if recent else None
    return [
        Card(
            _("Hours to the first answer, median, 4 weeks"),
            median_wait(hours, len(recent)),
            f"?asked_since={first_day.isoformat()}",
        ),
        Card(
            _("Answered by owners, 4 weeks"),
            by_owners,
            _recent("answered", first_day),
        ),
        Card(
            _("Solved by the asker, 4 weeks"),
            by_askers,
            _recent("by_asker", first_day),
            is_count=True,
        ),
        Card(
            _("Healed of 100 asked, 4 weeks"),
            share,
            _recent("healed", first_day),
        ),
    ]


def _recent(status: str, first_day: date) -> str:
    query = {"status": status, "asked_since": first_day.isoformat()}
    return f"?{urlencode(query)}"


def _figures(
    recent: Iterable[Question],
) -> tuple[list[float], int, int, int]:
    """Return the hours to each first answer, how many owners gave one, how
    many questions the asker solved, and how many are healed.
    """
    hours = []
    by_owners = 0
    by_askers = 0
    healed = 0
    for one in recent:
        by_askers += one.solved_how == Question.SolvedHow.BY_ASKER
        healed += one.state in HEALED_STATES  # type: ignore[attr-defined]
        if one.answered_at:
            hours.append((one.answered_at - one.post.posted_at) / HOUR)
        if one.answered_at and one.helper:
            by_owners += one.helper.kind == Member.Kind.PERSON
    return hours, by_owners, by_askers, healed


def _chart(asked: list[Question], weeks: list[date]) -> dict[str, Any]:
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
            monday_of(business_date(one.post.posted_at)) for one in questions
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
    """Return the thread of a question, what was done about it, and who could
    help, with reasons.
    """
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
        "original": original_address(post),
        **_history_of(question),
    }
    if question.is_waiting:
        waited = now - (question.reopened_at or post.posted_at)
        page["helpers"] = suggest_helpers(question, now=now)
        page["waiting_hours"] = round(waited / HOUR)
        is_late = waited > timedelta(hours=SERVICE_LEVEL_HOURS)
        page["is_overdue"] = is_late and not post.is_history
    return page


def original_address(post: Post) -> str:
    """Return the address of a post at its source, "" where its id is none."""
    for key in (post.external_id, post.thread_key):
        if key.startswith(("https://", "http://")):
            return key
    return ""


def _history_of(question: Question) -> dict[str, Any]:
    """Return the acts on a question, the latest first, the one by which it is
    closed, and its invitations that were not withdrawn.
    """
    rows = QuestionAct.objects.filter(question=question).select_related(
        "made_by",
        "undone_by",
        "invitation__member",
    )
    acts = list(rows)
    closing = None
    for act in acts:
        if act.kind == question.closed_how and act.undone_at is None:
            closing = closing or act
    invitations = (
        HelperInvitation.objects.in_force()
        .filter(question=question)
        .with_answered()
        .select_related("member", "invited_by")
    )
    return {"acts": acts, "closing": closing, "invitations": invitations}
