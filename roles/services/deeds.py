"""What members did for others, read from the facts of posts: the evidence of roles."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from activity.rules.calendar import day_starts_at
from community.models import PostReading
from roles.rules.strength import WINDOW_DAYS, Deed, Role

THANKED, THANKED_TECHNICAL, EXPLAINED, DEEP = 1.0, 2.0, 0.7, 1.0
WELCOMED_NEWCOMER, WELCOMED, CALMED, MUTUAL = 1.0, 1.0, 1.0, 0.3
ADMIRED, SCENIC = 1.0, 0.25
ADMIRED_REACTIONS, DEEP_WORDS, DEEP_LENGTH = 5, 4, 100
FEATURE_ROLES = {
    "thanked": Role.GEEK, "explained": Role.GEEK, "deep_post": Role.GEEK, "welcomed_newcomer": Role.SOCIAL,
    "welcomed": Role.SOCIAL, "calmed": Role.SOCIAL, "mutual": Role.SOCIAL, "admired": Role.AESTHETIC,
}  # fmt: skip


class Done(NamedTuple):
    """What a member did, by role, and how many people at most reacted to one of his posts for all."""

    deeds: dict[Role, list[Deed]]
    public: dict[Role, int]


class _Fact(NamedTuple):
    post_id: int
    author: int
    at: datetime
    to: int | None
    to_newcomer: bool
    to_upset: bool
    to_question: bool
    thanked: bool
    rank: int
    depth: int
    scenery: int
    welcomes: bool
    calms: bool
    length: int
    media: int
    reactions: int


def read_deeds(*, first_member: int, last_member: int, day: date) -> dict[int, Done]:
    """Return what the members of a range of ids did up to the end of a business date; who did nothing has no entry."""
    ends = day_starts_at(day + timedelta(days=1), ZoneInfo(settings.BUSINESS_TIME_ZONE))
    recent = PostReading.objects.filter(
        post__posted_at__gte=ends - timedelta(days=WINDOW_DAYS),
        post__posted_at__lt=ends,
        post__is_deleted=False,
        post__author__kind="person",
    )
    mine = recent.filter(post__author_id__gte=first_member, post__author_id__lte=last_member).order_by("post_id")
    rows = mine.values_list(
        "post_id", "post__author_id", "post__posted_at", "to_member_id", "to_newcomer", "to_upset", "to_question",
        "thanked", "reply_rank", "depth", "scenery", "welcomes", "calms", "length", "post__media_count",
        "post__reaction_count",
    )  # fmt: skip
    answered_by = set(
        recent.filter(to_member_id__gte=first_member, to_member_id__lte=last_member)
        .values_list("to_member_id", F("post__author_id"))
        .distinct()
    )
    done: dict[int, Done] = defaultdict(lambda: Done(defaultdict(list), defaultdict(int)))
    for row in rows.iterator(chunk_size=5000):
        fact = _Fact(*row)
        _add(done[fact.author], fact, (ends - fact.at).days, (fact.author, fact.to) in answered_by)
    return {member: one for member, one in done.items() if one.deeds}


def _add(done: Done, fact: _Fact, days_ago: int, is_mutual: bool) -> None:
    found = _to_somebody(fact, is_mutual) if fact.to else _to_all(fact)
    for feature, weight in found:
        role = FEATURE_ROLES[feature]
        done.deeds[role].append(Deed(feature, weight, days_ago, fact.to or 0, fact.post_id))
        if not fact.to:
            done.public[role] = max(done.public[role], fact.reactions)


def _to_somebody(fact: _Fact, is_mutual: bool) -> list[tuple[str, float]]:
    is_technical = fact.depth >= 1
    return [
        (feature, weight)
        for feature, weight, holds in (
            ("thanked", THANKED_TECHNICAL if is_technical else THANKED, fact.thanked and fact.to_question),
            ("explained", EXPLAINED, is_technical and fact.to_question),
            ("welcomed_newcomer", WELCOMED_NEWCOMER, fact.to_newcomer and fact.rank == 1 and not fact.to_question),
            ("welcomed", WELCOMED, fact.welcomes),
            ("calmed", CALMED, fact.calms and fact.to_upset),
            ("mutual", MUTUAL, is_mutual),
        )
        if holds
    ]


def _to_all(fact: _Fact) -> list[tuple[str, float]]:
    found = []
    if fact.depth >= DEEP_WORDS and fact.length >= DEEP_LENGTH and fact.reactions:
        found.append(("deep_post", DEEP))
    if fact.media and fact.reactions >= ADMIRED_REACTIONS:
        found.append(("admired", ADMIRED + SCENIC * min(fact.scenery, 2)))
    return found
