"""What members did for others, read from the features of posts: the evidence of
roles.
"""

from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least
from numpy.typing import NDArray

from activity.rules.calendar import day_starts_at
from common.calendar import business_zone
from common.db.bulk_copy import read_queryset
from community.models import PostFeatures
from roles.rules.contributions import (
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
from roles.rules.strength import WINDOW_DAYS, Contributions, Strengths, measure

DAY_SECONDS = 86_400

# Most posts speak for no role; the database leaves them out. The rules decide
# about the rest.
_NOTABLE = (
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
) -> Contributions:
    """Return what the members of a range of ids did for others up to the end of
    a business date.
    """
    ends = day_starts_at(day + timedelta(days=1), business_zone())
    recent = PostFeatures.objects.of_people().filter(
        posted_at__gte=ends - timedelta(days=WINDOW_DAYS),
        posted_at__lt=ends,
    )
    by = Q(author_id__gte=first_member, author_id__lte=last_member)
    to = Q(to_member_id__gte=first_member, to_member_id__lte=last_member)
    facts = _read_facts(recent.filter(by), ends)
    answers = recent.answers().filter(to | by, answered_back=True)
    mutual = _mutual(answers, ends, weights[ContributionType.MUTUAL])
    inside = (mutual.member >= first_member) & (mutual.member <= last_member)
    return join_contributions(
        [extract_contributions(facts, weights), mutual.where(inside)],
    )


def _read_facts(written: QuerySet[Any], ends: datetime) -> Facts:
    notable = written.filter(_NOTABLE).annotate(
        person=Coalesce("to_member_id", 0),
    )
    columns = read_queryset(
        notable.order_by(),
        (*_KEY_COLUMNS, *_FACT_COLUMNS),
    )
    posts = columns.pop("post_id")
    authors = columns.pop("author_id")
    posted_at = columns.pop("posted_at")
    return Facts(
        post=posts,
        member=authors,
        days_ago=_days_ago(posted_at, ends),
        first_apart=np.isin(posts, _first_apart(ends)),
        **columns,
    )


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
    return measure(contributions, CONTRIBUTION_ROLES, rules.limits)


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
