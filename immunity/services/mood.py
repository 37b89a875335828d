"""The mood of each post is read once, in the order of arrival, and again when
its text was edited or it came back after a deletion.

A run that is killed can be repeated.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from common.db.committed_ids import committed_through
from common.db.locks import exclusive
from community.models import Post
from community.rules.text import normalise
from immunity.models import MoodCursor, PostMood
from immunity.rules.mood_model import is_readable, read_mood, shipped_model
from immunity.rules.mood_topics import pack_topics
from members.models import Member

LOCK = "immunity:mood"
BATCH_POSTS = 500
# A turn takes a few seconds, so that what waits in the same lane comes soon.
BATCHES_OF_A_TURN = 2
# A change bears the time at which its transaction began; it is looked for when
# that transaction has surely ended.
SETTLED = timedelta(minutes=5)
_FIELDS = ("mood", "negative", "positive", "cell", "topics")


class MoodRun(NamedTuple):
    """What a run did: posts looked at, those read, and edited or deleted ones
    that were followed.
    """

    posts: int = 0
    read: int = 0
    followed: int = 0


def read_moods(
    *,
    now: datetime,
    most_batches: int | None = BATCHES_OF_A_TURN,
) -> MoodRun:
    """Read the moods of posts that have arrived or changed since, so many
    batches of each or all. Returns nothing done if another process is at it.
    """
    posts = read = followed = 0
    horizon = committed_through(Post)
    with exclusive(LOCK) as held:
        batches = 0
        while held and batches != most_batches:
            done = _read_batch(horizon)
            if done is None:
                break
            batches += 1
            posts += done.posts
            read += done.read
        batches = 0
        while held and batches != most_batches:
            changed = _follow_batch(now - SETTLED)
            if not changed:
                break
            batches += 1
            followed += changed
    return MoodRun(posts, read, followed)


def _cursor() -> MoodCursor:
    """Return how far moods were read."""
    return MoodCursor.objects.get_or_create(pk=1)[0]


@transaction.atomic
def _read_batch(horizon: int) -> MoodRun | None:
    cursor = _cursor()
    arrived = Post.objects.after(cursor.through_post).filter(pk__lte=horizon)
    posts = list(arrived.select_related("author")[:BATCH_POSTS])
    if not posts:
        return None
    rows = _store(posts)
    cursor.through_post = posts[-1].pk
    cursor.save(update_fields=["through_post"])
    return MoodRun(len(posts), rows)


@transaction.atomic
def _follow_batch(until: datetime) -> int:
    """Read edited posts again and forget deleted ones; return how many.

    A post without a mood may have been deleted before and be back now.
    """
    cursor = _cursor()
    known = Post.objects.filter(
        Q(edited_at__isnull=False) | Q(is_deleted=True) | Q(mood__isnull=True),
        pk__lte=cursor.through_post,
        updated_at__lte=until,
    )
    if cursor.changed_at is not None:
        known = known.filter(
            Q(updated_at__gt=cursor.changed_at)
            | Q(updated_at=cursor.changed_at, pk__gt=cursor.changed_post),
        )
    ordered = known.select_related("author").order_by("updated_at", "pk")
    posts = list(ordered[:BATCH_POSTS])
    PostMood.objects.filter(post__in=posts).delete()
    _store(posts)
    last = posts[-1] if len(posts) == BATCH_POSTS else _newest_change(until)
    if last is not None:
        cursor.changed_at = last.updated_at
        cursor.changed_post = last.pk
        cursor.save(update_fields=["changed_at", "changed_post"])
    return len(posts)


def _newest_change(until: datetime) -> Post | None:
    """Return the post that changed last until then, in whatever way: up to it
    nothing is left to follow, and the next turn does not look there again.
    """
    changed = Post.objects.filter(updated_at__lte=until)
    return changed.order_by("-updated_at", "-pk").first()


def _store(posts: Sequence[Post]) -> int:
    rows = list(_moods_of(posts))
    PostMood.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=list(_FIELDS),
    )
    return len(rows)


def _moods_of(posts: Iterable[Post]) -> Iterable[PostMood]:
    """Yield the moods of posts of people in Chinese."""
    model = shipped_model()
    for post in posts:
        if post.author.kind != Member.Kind.PERSON or post.is_deleted:
            continue
        normal = normalise(post.whole_text)
        if not is_readable(normal):
            continue
        reading = read_mood(normal, model)
        yield PostMood(
            post=post,
            posted_at=post.posted_at,
            mood=reading.mood,
            negative=reading.negative,
            positive=reading.positive,
            cell=reading.cell,
            topics=pack_topics(reading.topics),
        )
