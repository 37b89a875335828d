"""Who looked at, liked, saved or shared posts, from events that name their
object and from reactions: viewers, and newcomers whom a work attracted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from activity.models import ActivityEvent, EventDetail
from activity.rules.calendar import day_starts_at
from activity.rules.kinds import KIND_BY_NAME
from activity.selectors.newcomers import joined_since
from common.calendar import business_date, business_zone
from community.models import Post, Reaction
from members.models import Member

# A newcomer is attracted in their first days, by the first few works.
FIRST_DAYS = 7
FIRST_WORKS = 3
CHUNK = 1000
TOGETHER = 200
VIEW = KIND_BY_NAME["view"].number
TOUCHING = [
    KIND_BY_NAME[name].number
    for name in ("view", "like", "favourite", "share")
]
# Source and external id, by which events name a post.
_Key = tuple[int, str]


class Touch(NamedTuple):
    """A member looked at, liked, saved or shared a post."""

    member: int
    post: int
    author: int
    at: datetime


def count_viewers(
    post_ids: Collection[int], *, before: datetime
) -> dict[int, int]:
    """Return how many different people looked at each of these posts, where
    events say so; its author, staff, bots and test accounts do not count.
    """
    posts = _posts_by_key(post_ids)
    viewers: dict[int, set[int]] = defaultdict(set)
    for key, member in _events_on(posts, [VIEW], before):
        viewers[posts[key].pk].add(member)
    people = _people({one for seen in viewers.values() for one in seen})
    counted = {}
    for post in posts.values():
        seen = set()
        for one in viewers[post.pk]:
            if one in people:
                seen.add(people[one])
        counted[post.pk] = len(seen - {people.get(post.author_id)})
    return counted


def read_attractions(
    post_ids: Collection[int],
    *,
    since: date,
    before: datetime,
) -> list[Touch]:
    """Return which of these posts were among the first works that a newcomer
    looked at, liked, saved or shared in their first days.
    """
    posts = _posts_by_key(post_ids)
    touched = set()
    for _key, member in _events_on(posts, TOUCHING, before):
        touched.add(member)
    for chunk in _chunks(post_ids):
        reactions = Reaction.objects.filter(
            post_id__in=chunk,
            reacted_at__lt=before,
        )
        touched.update(reactions.values_list("member_id", flat=True))
    earliest = since - timedelta(days=FIRST_DAYS)
    joined = _newcomers_among(touched, earliest)
    wanted = set(post_ids)
    found = []
    for touches in read_first_touches(joined, before=before).values():
        found += [touch for touch in touches if touch.post in wanted]
    return found


def read_first_touches(
    joined: Mapping[int, date],
    *,
    before: datetime | None = None,
) -> dict[int, list[Touch]]:
    """Return the first works of others that each newcomer looked at, liked,
    saved or shared in their first days, the earliest first.

    joined: newcomer -> day of joining.
    """
    first: dict[int, list[Touch]] = {}
    # Those who joined at one time are read together, so that few of their
    # later events are.
    by_day = sorted(joined, key=lambda one: (joined[one], one))
    for start in range(0, len(by_day), TOGETHER):
        members = by_day[start : start + TOGETHER]
        zone = business_zone()
        ends = joined[members[-1]] + timedelta(days=FIRST_DAYS + 1)
        over = day_starts_at(ends, zone)
        touches = _touches_by(
            members,
            day_starts_at(joined[members[0]], zone),
            over if before is None else min(over, before),
        )
        touches.sort(key=lambda one: (one.at, one.post))
        for touch in touches:
            days = (business_date(touch.at) - joined[touch.member]).days
            mine = first.setdefault(touch.member, [])
            is_known = any(one.post == touch.post for one in mine)
            is_early = 0 <= days <= FIRST_DAYS and len(mine) < FIRST_WORKS
            if is_early and not is_known and touch.author != touch.member:
                mine.append(touch)
    return first


def _touches_by(
    members: Sequence[int],
    since: datetime,
    before: datetime,
) -> list[Touch]:
    reactions = Reaction.objects.filter(
        member_id__in=members,
        reacted_at__gte=since,
        reacted_at__lt=before,
        post__is_deleted=False,
    )
    rows = _named_events(members, since, before)
    posts = _posts_of_keys({(row[2], row[3]) for row in rows})
    touches = []
    for member, at, source, external_id in rows:
        post = posts.get((source, external_id))
        if post is not None:
            touches.append(Touch(member, post.pk, post.author_id, at))
    columns = ("member_id", "post_id", "post__author_id", "reacted_at")
    touches += [Touch(*row) for row in reactions.values_list(*columns)]
    return touches


def _named_events(
    members: Sequence[int],
    since: datetime,
    before: datetime,
) -> list[tuple[int, datetime, int, str]]:
    """Return member, moment, source and object of their events on posts."""
    about = EventDetail.objects.filter(
        object_type=EventDetail.ObjectType.POST,
    )
    if not about.exists():
        return []
    events = ActivityEvent.objects.filter(
        member_id__in=members,
        kind__in=TOUCHING,
        occurred_at__gte=since,
        occurred_at__lt=before,
    )
    columns = ("pk", "member_id", "occurred_at", "source_id")
    found = []
    for chunk in _chunks(events.values_list(*columns)):
        named = about.filter(event__in=[row[0] for row in chunk])
        objects = dict(named.values_list("event_id", "object_id"))
        for pk, member, at, source in chunk:
            if pk in objects:
                found.append((member, at, source, objects[pk]))
    return found


def _newcomers_among(
    members: Collection[int],
    since: date,
) -> dict[int, date]:
    """Return the day of joining of those who are known to have joined since a
    day, and are people.
    """
    joined: dict[int, date] = {}
    for chunk in _chunks(members):
        people = Member.objects.real_people().filter(
            joined_since(since),
            pk__in=chunk,
        )
        joined.update(people.values_list("pk", "joined_on"))
    return joined


def _people(members: Collection[int]) -> dict[int, int]:
    """Return the person behind each of these members, where it is one."""
    unmerged = Member.objects.unmerged_by_id(members)
    people = {}
    for member in members:
        if unmerged[member].kind == Member.Kind.PERSON:
            people[member] = unmerged[member].pk
    return people


def _events_on(
    posts: Mapping[_Key, Post],
    kinds: Sequence[int],
    before: datetime,
) -> Iterator[tuple[_Key, int]]:
    """Yield key and member of the events on these posts."""
    for chunk in _chunks(sorted({key[1] for key in posts})):
        # Two steps: a database that joins them may read all events instead.
        about = EventDetail.objects.filter(
            object_type=EventDetail.ObjectType.POST,
            object_id__in=chunk,
        )
        named = dict(about.values_list("event_id", "object_id"))
        for events in _chunks(named):
            rows = ActivityEvent.objects.filter(
                pk__in=events,
                kind__in=kinds,
                occurred_at__lt=before,
            )
            columns = ("pk", "source_id", "member_id")
            for pk, source, member in rows.values_list(*columns):
                if (source, named[pk]) in posts:
                    yield (source, named[pk]), member


def _posts_by_key(post_ids: Iterable[int]) -> dict[_Key, Post]:
    posts: dict[_Key, Post] = {}
    for chunk in _chunks(post_ids):
        _add(posts, Post.objects.filter(pk__in=chunk))
    return posts


def _posts_of_keys(keys: Collection[_Key]) -> dict[_Key, Post]:
    """Return the visible posts with these keys."""
    posts: dict[_Key, Post] = {}
    by_source: dict[int, list[str]] = defaultdict(list)
    for source, external_id in sorted(keys):
        by_source[source].append(external_id)
    for source, names in by_source.items():
        for chunk in _chunks(names):
            wanted = Post.objects.visible().filter(
                source=source,
                external_id__in=chunk,
            )
            _add(posts, wanted)
    return posts


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the values, CHUNK at a time."""
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _add(posts: dict[_Key, Post], rows: QuerySet[Any]) -> None:
    for post in rows.only("source_id", "external_id", "author_id"):
        posts[post.source_id, post.external_id] = post
