"""Succession: topics that depend on one helper, and role holders who are
falling silent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts.labels import facet_label
from alerts.rules.facets import read_facets
from alerts.selectors.lexicon import current_lexicon
from community.models import Question
from community.rules.text import normalise
from insights.querysets import members_with_summary
from insights.rules.succession import (
    ALONE_SHARE,
    Topic,
    evaluate_topics,
    followers_of,
)
from lifecycle.models import DormancyState
from members.models import Member
from roles.models import RoleName

RECORD_DAYS = 180
MAX_QUESTIONS = 3000
SHOWN = 30
SHOWN_GEEKS = 20
FADING = (DormancyState.State.COOLING, DormancyState.State.DORMANT)


@dataclass(frozen=True, slots=True)
class ShownState:
    """A member's state: its label, and the name under which it is coloured."""

    state: str
    state_name: str
    is_fading: bool


@dataclass(frozen=True, slots=True)
class Helper(ShownState):
    """A member who answers a topic, how often, and their state."""

    member: Member
    count: int


@dataclass(frozen=True, slots=True)
class FadingMember(ShownState):
    """A role holder who is falling silent."""

    member: Member
    role: str


@dataclass(frozen=True, slots=True)
class Successor:
    """A member who could answer a topic next, and why."""

    member: Member
    answered: int
    strength: float


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with its helpers, the busiest first.

    percent: the share of the first helper's answers · others: how many other
    helpers there are · answers_left: how many answers are theirs.
    """

    label: str
    answers: int
    percent: int
    is_at_risk: bool
    helpers: list[Helper]
    others: int
    answers_left: int
    successors: list[Successor]


def read_succession(*, generation: int, now: datetime) -> dict[str, Any]:
    """Return the topics of the last RECORD_DAYS that depend on one helper, and
    role holders who are falling silent.
    """
    topics = evaluate_topics(_answers(now - timedelta(days=RECORD_DAYS)))
    known = _known_helpers(topics, generation)
    geeks = _geeks(generation, known)
    rows = []
    for topic in topics:
        rows.append(_row(topic, known, geeks))
    at_risk = [row for row in rows if row.is_at_risk]
    at_risk.sort(key=lambda row: not row.helpers[0].is_fading)
    return {
        "at_risk": at_risk[:SHOWN],
        "shared": len(rows) - len(at_risk),
        "going": sum(row.helpers[0].is_fading for row in at_risk),
        "fading": _fading_members(generation),
        "days": RECORD_DAYS,
        "percent": round(100 * ALONE_SHARE),
    }


def _answers(since: datetime) -> Iterator[tuple[str, int]]:
    """Yield topic and helper of every answered question."""
    answered = Question.objects.visible().filter(
        helper__kind=Member.Kind.PERSON,
        post__posted_at__gte=since,
    )
    lexicon = current_lexicon()
    latest = answered.order_by("-post__posted_at", "-pk")
    for question in latest.select_related("post")[:MAX_QUESTIONS]:
        facets = read_facets(normalise(question.post.whole_text), lexicon)
        for component in facets.components:
            yield component, question.helper_id


def _known_helpers(
    topics: Iterable[Topic],
    generation: int,
) -> dict[int, Member]:
    """Return all helpers of these topics with their states, by id."""
    ids: set[int] = set()
    for topic in topics:
        ids.update(dict(topic.helpers))
    rows = members_with_summary(generation).filter(pk__in=ids)
    found: dict[int, Member] = {}
    for row in rows:
        found[row.pk] = row
    return found


def _geeks(generation: int, known: dict[int, Member]) -> dict[int, Member]:
    """Return the members who could answer and are not falling silent, by id:
    the strongest geeks, and who has answered something.
    """
    strongest = members_with_summary(generation).filter(
        role_geek__gt=0,
        merged_into__isnull=True,
    )
    rows = list(strongest.order_by("-role_geek", "pk")[:SHOWN_GEEKS])
    geeks = {}
    for row in (*rows, *known.values()):
        geeks[row.pk] = row
    return {
        pk: row
        for pk, row in geeks.items()
        if row.dormancy_state not in FADING and row.merged_into_id is None
    }


def _successors(topic: Topic, geeks: dict[int, Any]) -> list[Successor]:
    strengths = {}
    for pk, row in geeks.items():
        strengths[pk] = row.role_geek or 0.0
    found: list[Successor] = []
    for one in followers_of(topic, strengths):
        found.append(Successor(geeks[one.member], one.answered, one.strength))
    return found


def _row(
    topic: Topic,
    known: dict[int, Member],
    geeks: dict[int, Member],
) -> TopicRow:
    helpers = []
    for pk, count in topic.helpers:
        helpers.append(
            Helper(member=known[pk], count=count, **_state_of(known[pk]))
        )
    return TopicRow(
        label=facet_label(topic.name),
        answers=topic.answers,
        percent=round(100 * topic.share),
        is_at_risk=topic.is_at_risk,
        helpers=helpers,
        others=topic.others,
        answers_left=topic.answers_left,
        successors=_successors(topic, geeks) if topic.is_at_risk else [],
    )


def _fading_members(generation: int) -> list[FadingMember]:
    """Return holders of a primary role who are falling silent, the strongest
    first.
    """
    fading = members_with_summary(generation).filter(
        role_primary__gte=0,
        dormancy_state__in=FADING,
    )
    found: list[FadingMember] = []
    for member in fading.order_by("-role_strongest", "pk")[:SHOWN]:
        found.append(
            FadingMember(
                member=member,
                role=str(RoleName(member.role_primary).label),
                **_state_of(member),
            )
        )
    return found


def _state_of(member: Any) -> dict[str, Any]:
    """Return the fields of ShownState of a member of members_with_summary()."""
    number = member.dormancy_state
    if number is None:
        return {"state": "–", "state_name": "unknown", "is_fading": False}
    state = DormancyState.State(number)
    return {
        "state": str(state.label),
        "state_name": state.name.lower(),
        "is_fading": state in FADING,
    }
