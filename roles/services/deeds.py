"""What members did for others, read from the facts of posts: the evidence of roles."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Least
from numpy.typing import NDArray

from activity.rules.calendar import day_starts_at
from common.columns import read_queryset
from community.models import PostReading
from roles.rules.deeds import (
    DEEP_LENGTH,
    DEEP_WORDS,
    EXPLAINED_WORDS,
    FEATURE_ROLES,
    FIRST_FEW,
    Facts,
    Feature,
    RoleRules,
    Weights,
    find_deeds,
    join_deeds,
)
from roles.rules.strength import WINDOW_DAYS, Deeds, Strengths, measure

DAY_SECONDS = 86_400

# Most posts speak for no role; the database leaves them out. What remains is decided in the rules.
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
_COLUMNS = (
    ("post_id", "int8"), ("author_id", "int8"), ("posted_at", "instant"), ("person", "int8"),
    ("to_newcomer", "bool"), ("to_upset", "bool"), ("to_question", "bool"), ("thanked", "bool"), ("reply_rank", "int4"),
    ("depth", "int2"), ("scenery", "int2"), ("welcomes", "bool"), ("calms", "bool"), ("length", "int4"),
    ("asks", "bool"), ("complains", "bool"), ("gathers", "bool"), ("pictures", "int4"), ("repliers", "int4"),
    ("reactions", "int4"), ("savers", "int4"), ("new_admirers", "int4"), ("introduces", "bool"),
)  # fmt: skip
_PAIR_COLUMNS = (
    ("low", "int8"), ("high", "int8"), ("up", "int8"), ("down", "int8"), ("up_at", "instant"), ("down_at", "instant"),
)  # fmt: skip


def read_deeds(*, first_member: int, last_member: int, day: date, weights: Weights) -> Deeds:
    """Return what the members of a range of ids did up to the end of a business date."""
    ends = day_starts_at(day + timedelta(days=1), ZoneInfo(settings.BUSINESS_TIME_ZONE))
    recent = PostReading.objects.of_people().filter(
        posted_at__gte=ends - timedelta(days=WINDOW_DAYS), posted_at__lt=ends
    )
    by = Q(author_id__gte=first_member, author_id__lte=last_member)
    to = Q(to_member_id__gte=first_member, to_member_id__lte=last_member)
    mine = recent.filter(_NOTABLE, by).annotate(person=Coalesce("to_member_id", 0))
    told = read_queryset(mine.order_by(), _COLUMNS)
    days_ago = _days_ago(told.pop("posted_at"), ends)
    posts, authors = told.pop("post_id"), told.pop("author_id")
    told["first_apart"] = np.isin(posts, _first_apart(ends))
    facts = Facts(posts, authors, days_ago, *told.values())
    answers = recent.answers().filter(to | by, answered_back=True)
    mutual = _mutual(answers, ends, weights[Feature.MUTUAL])
    inside = (mutual.member >= first_member) & (mutual.member <= last_member)
    return join_deeds([find_deeds(facts, weights), mutual.where(inside)])


def _first_apart(ends: datetime) -> list[int]:
    """Return the posts of the first few members who took each version of the software apart."""
    deep = PostReading.objects.exclude(version="").in_depth(DEEP_WORDS, DEEP_LENGTH).filter(posted_at__lt=ends)
    first: dict[str, dict[int, int]] = {}
    for version, author, post in deep.order_by("posted_at", "pk").values_list("version", "author_id", "post_id"):
        authors = first.setdefault(version, {})
        if len(authors) < FIRST_FEW:
            authors.setdefault(author, post)
    return [post for authors in first.values() for post in authors.values()]


def measure_deeds(deeds: Deeds, rules: RoleRules) -> Strengths:
    """Return the strengths that deeds of any feature make."""
    return measure(deeds, FEATURE_ROLES, rules.limits)


def _days_ago(instants: NDArray[np.int64], ends: datetime) -> NDArray[np.int64]:
    return np.asarray((int(ends.timestamp()) - 1 - instants) // DAY_SECONDS)


def _mutual(answers: QuerySet[Any], ends: datetime, weight: float) -> Deeds:
    """Return of each pair that answered each other the last answer in both directions; the database pairs."""
    author, other = F("author_id"), F("to_member_id")
    up, down = Q(author_id__lt=other), Q(author_id__gt=other)
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
    told = read_queryset(pairs, _PAIR_COLUMNS)
    count = 2 * len(told["low"])
    return Deeds(
        member=np.concatenate((told["low"], told["high"])),
        feature=np.full(count, Feature.MUTUAL, dtype=np.int64),
        weight=np.full(count, weight),
        days_ago=_days_ago(np.concatenate((told["up_at"], told["down_at"])), ends),
        person=np.concatenate((told["high"], told["low"])),
        post=np.concatenate((told["up"], told["down"])),
        echo=np.zeros(count, dtype=np.int64),
    )
