"""What members did for others, read from the facts of posts: the evidence of roles."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Greatest, Least

from activity.rules.calendar import day_starts_at
from community.models import PostReading
from roles.rules.strength import WINDOW_DAYS, Deed, Role

THANKED, THANKED_TECHNICAL, EXPLAINED, DEEP = 0.5, 2.0, 0.7, 1.0
WELCOMED_NEWCOMER, WELCOMED, CALMED, MUTUAL = 1.0, 1.0, 1.0, 0.3
ADMIRED, SCENIC = 1.0, 0.25
ADMIRED_REACTIONS, DEEP_WORDS, DEEP_LENGTH, EXPLAINED_WORDS = 5, 4, 100, 2
GATHERED, LEAST_GATHERED = 1.5, 3
FEATURE_ROLES = {
    "thanked": Role.GEEK, "explained": Role.GEEK, "deep_post": Role.GEEK, "welcomed_newcomer": Role.SOCIAL,
    "welcomed": Role.SOCIAL, "calmed": Role.SOCIAL, "mutual": Role.SOCIAL, "gathered": Role.SOCIAL,
    "admired": Role.AESTHETIC,
}  # fmt: skip

# Most posts speak for no role; the database leaves them out. What remains is decided in _to_somebody and _to_all.
_NOTABLE = (
    Q(thanked=True)
    | Q(welcomes=True)
    | Q(calms=True)
    | Q(gathers=True)
    | Q(pictures__gt=0, to_member__isnull=True)
    | Q(depth__gte=EXPLAINED_WORDS)
    | Q(to_newcomer=True, reply_rank=1)
)


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
    asks: bool
    complains: bool
    gathers: bool
    pictures: int
    repliers: int
    reactions: int

    @property
    def echo(self) -> int:
        """Return how many reacted or answered; who did both counts once, for it is not known who reacted."""
        return max(self.reactions, self.repliers)


def read_deeds(*, first_member: int, last_member: int, day: date) -> dict[int, Done]:
    """Return what the members of a range of ids did up to the end of a business date; who did nothing has no entry."""
    ends = day_starts_at(day + timedelta(days=1), ZoneInfo(settings.BUSINESS_TIME_ZONE))
    recent = PostReading.objects.filter(
        post__posted_at__gte=ends - timedelta(days=WINDOW_DAYS),
        post__posted_at__lt=ends,
        post__is_deleted=False,
        post__author__kind="person",
    )
    mine = recent.filter(post__author_id__gte=first_member, post__author_id__lte=last_member)
    rows = mine.filter(_NOTABLE).order_by("post_id").values_list(
        "post_id", "post__author_id", "post__posted_at", "to_member_id", "to_newcomer", "to_upset", "to_question",
        "thanked", "reply_rank", "depth", "scenery", "welcomes", "calms", "length", "asks", "complains",
        "gathers", "pictures", "repliers", "post__reaction_count",
    )  # fmt: skip
    done: dict[int, Done] = defaultdict(lambda: Done(defaultdict(list), defaultdict(int)))
    for row in rows.iterator(chunk_size=5000):
        fact = _Fact(*row)
        _add(done[fact.author], fact, (ends - fact.at).days)
    inside = range(first_member, last_member + 1)
    answers = recent.filter(to_member__isnull=False).filter(
        Q(to_member_id__gte=first_member, to_member_id__lte=last_member)
        | Q(post__author_id__gte=first_member, post__author_id__lte=last_member)
    )
    for author, other, post, at in _mutual(answers):
        if author in inside:
            done[author].deeds[Role.SOCIAL].append(Deed("mutual", MUTUAL, (ends - at).days, other, post))
    return {member: one for member, one in done.items() if one.deeds}


def _mutual(answers: QuerySet[Any]) -> Iterator[tuple[int, int, int, datetime]]:
    """Yield who answered whom last, with which post and when, of pairs that answered each other; the database pairs."""
    author, other = F("post__author_id"), F("to_member_id")
    up, down = Q(post__author_id__lt=other), Q(post__author_id__gt=other)
    pairs = (
        answers.order_by()
        .annotate(low=Least(author, other), high=Greatest(author, other))
        .values("low", "high")
        .annotate(
            up=Max("post_id", filter=up),
            down=Max("post_id", filter=down),
            up_at=Max("post__posted_at", filter=up),
            down_at=Max("post__posted_at", filter=down),
        )
        .filter(up__isnull=False, down__isnull=False)
    )
    for low, high, up_post, down_post, up_at, down_at in pairs.values_list(
        "low", "high", "up", "down", "up_at", "down_at"
    ):
        yield low, high, up_post, up_at
        yield high, low, down_post, down_at


def _add(done: Done, fact: _Fact, days_ago: int) -> None:
    found = _to_somebody(fact) if fact.to else _to_all(fact)
    for feature, weight in found:
        role = FEATURE_ROLES[feature]
        done.deeds[role].append(Deed(feature, weight, days_ago, fact.to or 0, fact.post_id))
        if not fact.to:
            done.public[role] = max(done.public[role], fact.echo)


def _to_somebody(fact: _Fact) -> list[tuple[str, float]]:
    is_technical = fact.depth >= 1
    return [
        (feature, weight)
        for feature, weight, holds in (
            ("thanked", THANKED_TECHNICAL if is_technical else THANKED, fact.thanked and fact.to_question),
            ("explained", EXPLAINED, fact.depth >= EXPLAINED_WORDS and fact.to_question and not fact.asks),
            ("welcomed_newcomer", WELCOMED_NEWCOMER, fact.to_newcomer and fact.rank == 1 and not fact.to_question),
            ("welcomed", WELCOMED, fact.welcomes),
            ("calmed", CALMED, fact.calms and fact.to_upset),
        )
        if holds
    ]


def _to_all(fact: _Fact) -> list[tuple[str, float]]:
    found = []
    if fact.depth >= DEEP_WORDS and fact.length >= DEEP_LENGTH and fact.echo and not fact.asks:
        found.append(("deep_post", DEEP))
    if fact.gathers and fact.repliers >= LEAST_GATHERED:
        found.append(("gathered", GATHERED))
    if fact.pictures and fact.echo >= ADMIRED_REACTIONS and not (fact.asks or fact.complains):
        found.append(("admired", ADMIRED + SCENIC * min(fact.scenery, 2)))
    return found
