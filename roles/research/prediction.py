"""External tests of roles that need no labels: what a strength on a day says
about the time after it, beyond the number of posts.

- Geek: are they thanked for an answer?
- Evangelist: does their next work with pictures draw people who had never
  answered them?
- Queen bee: do newcomers who were greeted stay longer than newcomers of the
  same week who were not?
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Max, Min, QuerySet
from numpy.typing import NDArray

from activity.rules.calendar import day_number, day_starts_at, week_number
from common.calendar import business_date, business_zone
from community.models import Post, PostFeatures
from roles.research.statistics import Gain, gain_over_posts, interval_by_member
from roles.rules.contributions import RoleRules
from roles.rules.strength import WINDOW_DAYS, Role, Strengths
from roles.selectors.contributions import (
    measure_contributions,
    read_contributions,
)

MIN_NEW_COMMENTERS = 3
FIRST_DAYS = 7
EVERYBODY = 2**62


class Staying(NamedTuple):
    """How many newcomers were greeted or not, what share of each wrote again
    after the horizon's first half, and the mean difference within weeks with
    its interval of 95 %.
    """

    greeted: int
    others: int
    greeted_stay: float
    others_stay: float
    difference: float
    low: float
    high: float


class _Rows(NamedTuple):
    """One row per member and cut-off."""

    member: list[int]
    posts: list[int]
    strength: list[float]
    outcome: list[bool]


def cut_offs(*, horizon_days: int, step_days: int) -> list[date]:
    """Return the days from which the horizon lies wholly in the record, with as
    much of it before the first.
    """
    ends = Post.objects.visible().aggregate(
        first=Min("posted_at"),
        last=Max("posted_at"),
    )
    if ends["first"] is None:
        return []
    day = business_date(ends["first"]) + timedelta(days=horizon_days)
    last = business_date(ends["last"]) - timedelta(days=horizon_days)
    days = []
    while day <= last:
        days.append(day)
        day += timedelta(days=step_days)
    return days


def strengths_on(day: date, rules: RoleRules) -> Strengths:
    """Return the strengths of all members at the end of a day."""
    contributions = read_contributions(
        first_member=0,
        last_member=EVERYBODY,
        day=day,
        weights=rules.weights,
        echo_sources=rules.echo_sources,
    )
    return measure_contributions(contributions, rules)


def predict(
    role: Role,
    days: list[date],
    rules: RoleRules,
    *,
    horizon_days: int,
) -> Gain | None:
    """Return what the strength of geeks or evangelists adds; None where no row
    can be counted.
    """
    rows = _Rows([], [], [], [])
    for day in days:
        until = day + timedelta(days=horizon_days)
        counts = _post_counts(day)
        outcome = (
            _thanked(counts, day, until)
            if role == Role.GEEK
            else _drew_new(day, until)
        )
        known = np.array(sorted(set(counts) & set(outcome)), dtype=np.int64)
        made = strengths_on(day, rules).of(known)
        for place, member in enumerate(known.tolist()):
            rows.member.append(member)
            rows.posts.append(counts[member])
            rows.strength.append(float(made.strength[place, role]))
            rows.outcome.append(outcome[member])
    if not rows.member or len(set(rows.outcome)) < 2:
        return None
    return gain_over_posts(
        np.array(rows.member, dtype=np.int64),
        np.array(rows.posts, dtype=np.float64),
        np.array(rows.strength),
        np.array(rows.outcome, dtype=bool),
    )


def compare_newcomers(*, horizon_days: int) -> Staying | None:
    """Return whether newcomers who were greeted in their first days stay: they
    write again in the horizon after those days, against newcomers of the same
    week who were not greeted. None without both in a week.
    """
    ends = Post.objects.visible().aggregate(Max("posted_at"))["posted_at__max"]
    if ends is None:
        return None
    first = _first_posts()
    greeted = _greeted(first)
    returns = _returns(first, horizon_days)
    known = timedelta(days=FIRST_DAYS + horizon_days)
    member, week, is_greeted, stays = [], [], [], []
    for one, at in sorted(first.items()):
        if at + known <= ends:
            member.append(one)
            week.append(week_number(day_number(business_date(at))))
            is_greeted.append(one in greeted)
            stays.append(one in returns)
    weeks = np.array(week, dtype=np.int64)
    was = np.array(is_greeted, dtype=bool)
    stayed = np.array(stays, dtype=bool)
    if not was.any() or was.all():
        return None

    def difference(rows: NDArray[np.int64]) -> float:
        return difference_within_weeks(weeks[rows], was[rows], stayed[rows])

    everybody = np.arange(len(weeks))
    ids = np.array(member, dtype=np.int64)
    low, high = interval_by_member(ids, difference, seed=1)
    return Staying(
        greeted=int(was.sum()),
        others=int((~was).sum()),
        greeted_stay=float(stayed[was].mean()),
        others_stay=float(stayed[~was].mean()),
        difference=difference(everybody),
        low=low,
        high=high,
    )


def difference_within_weeks(
    week: NDArray[np.int64],
    greeted: NDArray[np.bool_],
    stayed: NDArray[np.bool_],
) -> float:
    """Return the mean difference in staying of greeted and other newcomers,
    weighted by how much each week says (Mantel and Haenszel 1959); NaN where no
    week has both.
    """
    total = 0.0
    weight = 0.0
    for one in np.unique(week):
        mine = week == one
        with_greeting = mine & greeted
        without = mine & ~greeted
        sizes = int(with_greeting.sum()), int(without.sum())
        if min(sizes):
            share = sizes[0] * sizes[1] / sum(sizes)
            gap = stayed[with_greeting].mean() - stayed[without].mean()
            total += share * float(gap)
            weight += share
    return total / weight if weight else float("nan")


def _between(rows: QuerySet[Any], day: date, until: date) -> QuerySet[Any]:
    """Return what was written after a day and up to another."""
    zone = business_zone()
    return rows.filter(
        posted_at__gte=day_starts_at(day + timedelta(days=1), zone),
        posted_at__lt=day_starts_at(until + timedelta(days=1), zone),
    )


def _post_counts(day: date) -> dict[int, int]:
    """Return how much each person wrote in the window before a day."""
    since = day - timedelta(days=WINDOW_DAYS)
    written = _between(PostFeatures.objects.of_people(), since, day)
    counted = written.order_by().values("author_id").annotate(n=Count("pk"))
    return dict(counted.values_list("author_id", "n"))


def _thanked(
    members: dict[int, int],
    day: date,
    until: date,
) -> dict[int, bool]:
    """Return which members are thanked for an answer in a time."""
    answers = _between(PostFeatures.objects.answers(), day, until)
    thanked = set(
        answers.filter(thanked=True).values_list("author_id", flat=True),
    )
    return {member: member in thanked for member in members}


def _drew_new(day: date, until: date) -> dict[int, bool]:
    """Return whether the next work of each author draws people who had never
    answered them, of those who show one.
    """
    works = _between(PostFeatures.objects.of_people(), day, until).filter(
        to_member__isnull=True,
        post__is_opening=True,
        pictures__gt=0,
    )
    next_work: dict[int, tuple[int, str]] = {}
    columns = ("author_id", "post__source_id", "post__thread_key")
    for author, source, thread in works.order_by("posted_at").values_list(
        *columns,
    ):
        next_work.setdefault(author, (source, thread))
    drew = {}
    for author, (source, thread) in next_work.items():
        replies = Post.objects.visible().filter(
            source=source,
            thread_key=thread,
        )
        people = set(replies.values_list("author_id", flat=True)) - {author}
        before = PostFeatures.objects.filter(
            to_member=author,
            author__in=people,
            posted_at__lt=day_starts_at(
                day + timedelta(days=1),
                business_zone(),
            ),
        )
        people -= set(before.values_list("author_id", flat=True))
        drew[author] = len(people) >= MIN_NEW_COMMENTERS
    return drew


def _first_posts() -> dict[int, Any]:
    """Return when each newcomer wrote first: those whom somebody could greet,
    for they opened a thread as newcomers.
    """
    opened = PostFeatures.objects.of_people().filter(
        to_member__isnull=True,
        post__is_opening=True,
    )
    first = opened.order_by().values("author_id").annotate(at=Min("posted_at"))
    return dict(first.values_list("author_id", "at"))


def _greeted(first: dict[int, Any]) -> set[int]:
    """Return who was greeted in their first days."""
    welcoming = PostFeatures.objects.answers().filter(
        welcomes=True,
        in_quarrel=False,
    )
    greeted = set()
    for member, at in welcoming.values_list("to_member_id", "posted_at"):
        if member in first:
            days = (at - first[member]).days
            if 0 <= days < FIRST_DAYS:
                greeted.add(member)
    return greeted


def _returns(first: dict[int, Any], horizon_days: int) -> set[int]:
    """Return who writes again in the horizon after their first days."""
    returns: dict[int, bool] = defaultdict(bool)
    written = Post.objects.visible().filter(author_id__in=list(first))
    for member, at in written.values_list("author_id", "posted_at"):
        days = (at - first[member]).days
        if FIRST_DAYS <= days < FIRST_DAYS + horizon_days:
            returns[member] = True
    return set(returns)
