"""What members did for others, read from the features of posts: the evidence of
roles.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least
from numpy.typing import NDArray

from activity.rules.calendar import day_starts_at
from common.calendar import business_date, business_zone
from common.db.bulk_copy import read_queryset
from community.models import PostFeatures
from roles.rules.contributions import (
    BY_A_WORD,
    CONTRIBUTION_ROLES,
    DEEP_LENGTH,
    DEEP_WORDS,
    EXPLAINED_WORDS,
    FIRST_FEW,
    ContributionType,
    Facts,
    RoleRules,
    Weights,
    extract_contributions,
    join_contributions,
)
from roles.rules.evidence import (
    Attractions,
    attracted_contributions,
    without_mere_talk,
)
from roles.rules.strength import WINDOW_DAYS, Contributions, Strengths, measure
from roles.selectors.attraction import count_viewers, read_attractions

DAY_SECONDS = 86_400

# Most posts speak for no role; the database leaves them out. The rules decide
# about the rest.
NOTABLE = (
    Q(thanked=True)
    | Q(welcomes=True)
    | Q(calms=True)
    | Q(gathers=True)
    | Q(pictures__gt=0, to_member__isnull=True)
    | Q(depth__gte=EXPLAINED_WORDS)
    | Q(to_newcomer=True, reply_rank=1)
    | Q(introduces=True)
)
# What _read_facts() turns into facts of its own; the other columns are the
# facts of the same name.
_KEY_COLUMNS = (
    ("post_id", "int8"),
    ("author_id", "int8"),
    ("posted_at", "instant"),
    ("source", "int8"),
)
_FACT_COLUMNS = (
    ("person", "int8"),
    ("to_newcomer", "bool"),
    ("to_upset", "bool"),
    ("to_question", "bool"),
    ("thanked", "bool"),
    ("reply_rank", "int4"),
    ("depth", "int2"),
    ("scenery", "int2"),
    ("welcomes", "bool"),
    ("calms", "bool"),
    ("length", "int4"),
    ("asks", "bool"),
    ("complains", "bool"),
    ("gathers", "bool"),
    ("pictures", "int4"),
    ("repliers", "int4"),
    ("reactions", "int4"),
    ("savers", "int4"),
    ("new_admirers", "int4"),
    ("introduces", "bool"),
    ("in_quarrel", "bool"),
    ("users", "int4"),
)
_PAIR_COLUMNS = (
    ("low", "int8"),
    ("high", "int8"),
    ("up", "int8"),
    ("down", "int8"),
    ("up_at", "instant"),
    ("down_at", "instant"),
)


def read_contributions(
    *,
    first_member: int,
    last_member: int,
    day: date,
    weights: Weights,
    echo_sources: Collection[int] = (),
    members: Collection[int] | None = None,
    window_days: int = WINDOW_DAYS,
) -> Contributions:
    """Return what the members of a range of ids did for others up to the end of
    a business date.

    echo_sources: the sources that know no reactions · members: only these of
    the range · window_days: how far back.
    """
    ends = day_starts_at(day + timedelta(days=1), business_zone())
    recent = PostFeatures.objects.of_people().filter(
        posted_at__gte=ends - timedelta(days=window_days),
        posted_at__lt=ends,
    )
    by = Q(author_id__gte=first_member, author_id__lte=last_member)
    to = Q(to_member_id__gte=first_member, to_member_id__lte=last_member)
    if members is not None:
        by &= Q(author_id__in=members)
        to &= Q(to_member_id__in=members)
    facts = _read_facts(recent.filter(by), ends, echo_sources)
    answers = recent.answers().filter(to | by, answered_back=True)
    mutual = _mutual(answers, ends, weights[ContributionType.MUTUAL])
    inside = (mutual.member >= first_member) & (mutual.member <= last_member)
    if members is not None:
        inside = np.isin(mutual.member, list(members))
    attracted = attracted_contributions(
        _read_attractions(facts, ends, window_days),
        weights,
    )
    pieces = [
        extract_contributions(facts, weights),
        mutual.where(inside),
        attracted,
    ]
    return without_mere_talk(join_contributions(pieces))


def _read_attractions(
    facts: Facts,
    ends: datetime,
    window_days: int,
) -> Attractions:
    """Return whom the pictures among these posts attracted."""
    shows = (facts.person == 0) & (facts.pictures > 0)
    works = np.flatnonzero(shows & ~(facts.asks | facts.complains))
    authors = dict(
        zip(
            facts.post[works].tolist(),
            facts.member[works].tolist(),
            strict=True,
        ),
    )
    since = business_date(ends) - timedelta(days=window_days)
    touches = read_attractions(list(authors), since=since, before=ends)
    touches.sort()
    at = []
    for touch in touches:
        at.append(int(touch.at.timestamp()))
    days_ago = _days_ago(np.array(at, dtype=np.int64), ends)
    return Attractions(
        post=_numbers(touch.post for touch in touches),
        member=_numbers(authors[touch.post] for touch in touches),
        days_ago=days_ago,
        person=_numbers(touch.member for touch in touches),
    )


def _numbers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def _read_facts(
    written: QuerySet[Any],
    ends: datetime,
    echo_sources: Collection[int],
) -> Facts:
    notable = written.filter(NOTABLE).annotate(
        person=Coalesce("to_member_id", 0),
        source=F("post__source_id"),
    )
    columns = read_queryset(
        notable.order_by(),
        (*_KEY_COLUMNS, *_FACT_COLUMNS),
    )
    posts = columns.pop("post_id")
    authors = columns.pop("author_id")
    posted_at = columns.pop("posted_at")
    sources = columns.pop("source")
    echoes = np.isin(sources, list(echo_sources))
    return Facts(
        post=posts,
        member=authors,
        days_ago=_days_ago(posted_at, ends),
        echoes=echoes,
        viewers=_viewers(
            posts[echoes & (columns["person"] == 0)], posts, ends
        ),
        first_apart=np.isin(posts, _first_apart(ends)),
        **columns,
    )


def _viewers(
    public: NDArray[np.int64],
    posts: NDArray[np.int64],
    ends: datetime,
) -> NDArray[np.int64]:
    """Return how many people looked at each post, of those for everybody."""
    viewers = count_viewers(public.tolist(), before=ends)
    return _numbers(viewers.get(post, 0) for post in posts.tolist())


def _first_apart(ends: datetime) -> list[int]:
    """Return the posts of the first few members who took each version of the
    software apart.
    """
    deep = (
        PostFeatures.objects.exclude(version="")
        .in_depth(DEEP_WORDS, DEEP_LENGTH)
        .filter(posted_at__lt=ends)
        .order_by("posted_at", "pk")
        .values_list("version", "author_id", "post_id")
    )
    first: dict[str, dict[int, int]] = {}
    for version, author, post in deep:
        authors = first.setdefault(version, {})
        if len(authors) < FIRST_FEW:
            authors.setdefault(author, post)
    return list(chain.from_iterable(one.values() for one in first.values()))


def measure_contributions(
    contributions: Contributions,
    rules: RoleRules,
) -> Strengths:
    """Return the strengths that contributions make under these rules."""
    return measure(
        contributions,
        CONTRIBUTION_ROLES,
        rules.limits,
        by_a_word=BY_A_WORD,
    )


def _days_ago(
    instants: NDArray[np.int64],
    ends: datetime,
) -> NDArray[np.int64]:
    return np.asarray((int(ends.timestamp()) - 1 - instants) // DAY_SECONDS)


def _mutual(
    answers: QuerySet[Any],
    ends: datetime,
    weight: float,
) -> Contributions:
    """Return the last answer in both directions of each pair who answered
    each other. The database pairs them.
    """
    author = F("author_id")
    other = F("to_member_id")
    up = Q(author_id__lt=other)
    down = Q(author_id__gt=other)
    pairs = (
        answers.order_by()
        .annotate(low=Least(author, other), high=Greatest(author, other))
        .values("low", "high")
        .annotate(
            up=Max("post_id", filter=up),
            down=Max("post_id", filter=down),
            up_at=Max("posted_at", filter=up),
            down_at=Max("posted_at", filter=down),
        )
        .filter(up__isnull=False, down__isnull=False)
    )
    columns = read_queryset(pairs, _PAIR_COLUMNS)
    answered_at = np.concatenate((columns["up_at"], columns["down_at"]))
    count = len(answered_at)
    number = np.full(count, ContributionType.MUTUAL, dtype=np.int64)
    return Contributions(
        member=np.concatenate((columns["low"], columns["high"])),
        contribution_type=number,
        weight=np.full(count, weight),
        days_ago=_days_ago(answered_at, ends),
        person=np.concatenate((columns["high"], columns["low"])),
        post=np.concatenate((columns["up"], columns["down"])),
        reach=np.zeros(count, dtype=np.int64),
    )
