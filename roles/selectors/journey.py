"""The journey of members who joined lately, read from posts, questions, events
and roles.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Min, QuerySet, Window
from django.db.models.functions import RowNumber

from activity.models import ActivityEvent
from activity.rules.kinds import KIND_BY_NAME
from activity.selectors.newcomers import joined_since
from common.calendar import business_date, day_begins
from community.models import Post, PostFeatures, Question
from members.models import Member
from roles.models import RoleSpell
from roles.rules.journey import (
    Journey,
    JourneyStep,
)
from roles.selectors.attraction import read_first_touches

EVENT_KINDS = [KIND_BY_NAME["event_attend"].number]
LAST_MEMBER = 2**63 - 1
# When something first happened to a member, and with whom.
First = dict[int, tuple[datetime, int | None]]


class _Range(NamedTuple):
    """Members of a range of numbers who joined since a day, and up to which
    moment their journey is read.
    """

    since: date
    before: datetime
    first: int
    last: int

    def of(self, member: str) -> dict[str, Any]:
        """Return the conditions that a field refers to such a member."""
        return {
            f"{member}__joined_on__gte": self.since,
            f"{member}_id__gte": self.first,
            f"{member}_id__lte": self.last,
        }


def read_journeys(
    *,
    since: date,
    through: date,
    first_member: int = 0,
    last_member: int = LAST_MEMBER,
) -> list[Journey]:
    """Return the journey of every person of a range of numbers who joined from
    one day through another, as it was at the end of the latter.
    """
    before = day_begins(through + timedelta(days=1))
    wanted = _Range(since, before, first_member, last_member)
    people = Member.objects.real_people().filter(
        joined_since(since),
        joined_on__lte=through,
        pk__gte=first_member,
        pk__lte=last_member,
    )
    joined = dict(people.values_list("pk", "joined_on"))
    steps = _first_steps(wanted)
    attracted = _earlier(
        _first_attracted(wanted),
        _first_touched(joined, before),
    )
    became = _first_roles(wanted, through)
    journeys = []
    for member, day in joined.items():
        journey = Journey(
            member=member,
            joined_on=day,
            reached=_reached(member, day, steps, became),
            attracted_by=_by(attracted, member),
            welcomed_by=_by(steps[JourneyStep.WELCOMED], member),
            answered_by=_by(steps[JourneyStep.HELPED], member),
        )
        journeys.append(journey)
    return journeys


def _first_steps(wanted: _Range) -> dict[JourneyStep, First]:
    """Return when each of them took each step first, and with whom."""
    posts = Post.objects.visible().filter(
        posted_at__lt=wanted.before,
        **wanted.of("author"),
    )
    asked = Question.objects.visible().filter(
        post__posted_at__lt=wanted.before,
        **wanted.of("post__author"),
    )
    visits = ActivityEvent.objects.filter(
        kind__in=EVENT_KINDS,
        occurred_at__lt=wanted.before,
        **wanted.of("member"),
    )
    helped = _first(
        asked.filter(answered_at__lt=wanted.before),
        key="post__author_id",
        at="answered_at",
        by="helper_id",
    )
    return {
        JourneyStep.WROTE: _times(posts, "author_id", "posted_at"),
        JourneyStep.WELCOMED: _first_welcomed(wanted),
        JourneyStep.ASKED: _times(asked, "post__author_id", "post__posted_at"),
        JourneyStep.HELPED: helped,
        JourneyStep.MET: _times(visits, "member_id", "occurred_at"),
    }


def _first_attracted(wanted: _Range) -> First:
    """Return whom each newcomer answered first."""
    answers = PostFeatures.objects.filter(
        author__kind="person",
        to_member__isnull=False,
        posted_at__lt=wanted.before,
        **wanted.of("author"),
    )
    return _first(answers, key="author_id", at="posted_at", by="to_member_id")


def _first_touched(joined: dict[int, date], before: datetime) -> First:
    """Return whose work each newcomer looked at, liked, saved or shared first,
    in their first days.
    """
    first: First = {}
    touches = read_first_touches(joined, before=before)
    for member, mine in touches.items():
        if mine:
            first[member] = (mine[0].at, mine[0].author)
    return first


def _earlier(one: First, other: First) -> First:
    """Return of each key the earlier of two times, and who it was with."""
    earliest = dict(one)
    for key, found in other.items():
        if key not in earliest or found[0] < earliest[key][0]:
            earliest[key] = found
    return earliest


def _first_welcomed(wanted: _Range) -> First:
    """Return who answered each newcomer first."""
    answers = PostFeatures.objects.filter(
        author__kind="person",
        posted_at__lt=wanted.before,
        **wanted.of("to_member"),
    )
    return _first(answers, key="to_member_id", at="posted_at", by="author_id")


def _first_roles(wanted: _Range, through: date) -> dict[int, date]:
    """Return the day on which each newcomer first held a role."""
    spells = (
        RoleSpell.objects.filter(
            started_on__lte=through, **wanted.of("member")
        )
        .order_by()
        .values("member_id")
        .annotate(on=Min("started_on"))
    )
    return dict(spells.values_list("member_id", "on"))


def _times(rows: QuerySet[Any], key: str, at: str) -> First:
    """Return the earliest time by key."""
    earliest = rows.order_by().values(key).annotate(at=Min(at))
    found: First = {}
    for member, moment in earliest.values_list(key, "at"):
        found[member] = (moment, None)
    return found


def _first(rows: QuerySet[Any], *, key: str, at: str, by: str) -> First:
    """Return the earliest time by key, and who it was with."""
    rank = Window(
        RowNumber(),
        partition_by=[F(key)],
        order_by=[F(at).asc(), F("pk").asc()],
    )
    earliest = rows.order_by().annotate(rank=rank).filter(rank=1)
    found: First = {}
    for member, moment, other in earliest.values_list(key, at, by):
        found[member] = (moment, other)
    return found


def _by(first: First, member: int) -> int | None:
    return first[member][1] if member in first else None


def _reached(
    member: int,
    joined_on: date,
    steps: dict[JourneyStep, First],
    became: dict[int, date],
) -> dict[JourneyStep, date]:
    """Return the day on which a member reached each step, at the earliest the
    day of joining.
    """
    days: dict[JourneyStep, date] = {}
    for step, first in steps.items():
        if member in first:
            days[step] = business_date(first[member][0])
    if member in became:
        days[JourneyStep.BECAME] = became[member]
    return {step: max(day, joined_on) for step, day in days.items()}
