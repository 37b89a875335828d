"""Succession: who answers a topic alone, and which role holders are falling silent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from alerts.rules.facets import read_facets
from alerts.services.wording import facet_label
from community.models import Question
from community.rules.reading import normalise
from insights.querysets import members_with_summary
from insights.rules.succession import ALONE_SHARE, Topic, judge_topics
from lifecycle.models import DormancyState
from members.models import Member
from roles.models import RoleName

RECORD_DAYS, MOST_QUESTIONS, SHOWN = 180, 3000, 30
FADING = (DormancyState.State.COOLING, DormancyState.State.DORMANT)


def _known(generation: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = members_with_summary(generation)
    return rows


def read_succession(*, generation: int, now: datetime) -> dict[str, Any]:
    """Return the topics of the last RECORD_DAYS with their helpers and states, and role holders who are fading."""
    topics = judge_topics(_answers(now - timedelta(days=RECORD_DAYS)))[:SHOWN]
    states = _states({helper for topic in topics for helper, _count in topic.helpers}, generation)
    fading = _known(generation).filter(role_primary__gte=0, dormancy_state__in=FADING)
    return {
        "topics": [_row(topic, states) for topic in topics],
        "fading": [
            {"member": member, "role": RoleName(member.role_primary).label, "state": _label(member.dormancy_state)}
            for member in fading.order_by("-role_strongest", "pk")[:SHOWN]
        ],
        "days": RECORD_DAYS,
        "percent": round(100 * ALONE_SHARE),
    }


def _answers(since: datetime) -> Iterable[tuple[str, int]]:
    answered = Question.objects.standing().filter(helper__kind="person", post__posted_at__gte=since)
    for question in answered.select_related("post").order_by("-post__posted_at", "-pk")[:MOST_QUESTIONS]:
        for part in read_facets(normalise(question.post.whole_text)).components:
            yield part, question.helper_id  # type: ignore[misc]


def _states(helpers: set[int], generation: int) -> dict[int, tuple[Member, int | None]]:
    rows = _known(generation).filter(pk__in=helpers)
    return {row.pk: (row, row.dormancy_state) for row in rows}


def _row(topic: Topic, states: dict[int, tuple[Member, int | None]]) -> dict[str, Any]:
    helpers = [
        {"member": states[pk][0], "count": count, "state": _label(states[pk][1]), "is_fading": states[pk][1] in FADING}
        for pk, count in topic.helpers
    ]
    return {
        "label": facet_label(topic.name),
        "answers": topic.answers,
        "percent": round(100 * topic.share),
        "is_at_risk": topic.is_at_risk,
        "helpers": helpers,
    }


def _label(state: int | None) -> str:
    return str(DormancyState.State(state).label) if state is not None else "–"
