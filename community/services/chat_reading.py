"""The stored posts of a source that is declared a group chat are put together
into conversations, as new ones are when they come.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from activity.models import EventSource
from common.db.transactions import atomic_with_retry
from common.jobs.queue import Clock, Progress, request_job_once
from community.models import JoinedChat, Post
from community.rules.conversations import WINDOW, conversation_keys
from community.services.changed_threads import note_changed_threads
from community.services.chat_threads import message_of, names_of
from community.services.thread_openers import Thread, settle_openers

JOB = "join_conversations"
BATCH_POSTS = 500


def follow_declared_chats(*, now: datetime) -> None:
    """Ask for a job for each source that was declared a group chat since the
    last call, on whichever way.
    """
    chats = EventSource.objects.filter(threads=EventSource.Threads.CHAT)
    JoinedChat.objects.exclude(source__in=chats).delete()
    known = JoinedChat.objects.filter(source=OuterRef("pk"))
    for source in chats.filter(~Exists(known)).order_by("pk"):
        _request(source, now)


@atomic_with_retry
def _request(source: EventSource, now: datetime) -> None:
    _row, is_new = JoinedChat.objects.get_or_create(source=source)
    if is_new:
        request_job_once(
            kind=JOB,
            arguments={"source_id": source.pk},
            user=None,
            now=now,
            key=f"{JOB}:{source.pk}",
        )


def join_conversations_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    source_id: int,
) -> dict[str, Any]:
    """Put the stored posts of a source together that name no thread. A job
    that was killed goes through them again and finds the same.
    """
    source = EventSource.objects.get(pk=source_id)
    total = Post.objects.filter(source=source).count()
    moved = done = 0
    reached: tuple[datetime, str] | None = None
    while True:
        step = _join_batch(source, reached)
        if step is None:
            return {"moved": moved, "posts": done}
        reached, read, count = step
        moved += count
        done += read
        progress.report(done, total)


@atomic_with_retry
def _join_batch(
    source: EventSource,
    reached: tuple[datetime, str] | None,
) -> tuple[tuple[datetime, str], int, int] | None:
    """Put the next posts by time together; return how far that is, how many
    they are and how many of them moved. None at the end.
    """
    EventSource.objects.select_for_update(no_key=True).get(pk=source.pk)
    posts = _next_posts(source, reached)
    if not posts:
        return None
    moved = _join(source, posts)
    last = posts[-1]
    return (last.posted_at, last.external_id), len(posts), moved


def _next_posts(
    source: EventSource,
    reached: tuple[datetime, str] | None,
) -> list[Post]:
    posts = Post.objects.filter(source=source)
    ordered = posts.order_by("posted_at", "external_id")
    if reached is None:
        return list(ordered[:BATCH_POSTS])
    at, external_id = reached
    same = posts.filter(posted_at=at, external_id__gt=external_id)
    later = posts.filter(posted_at__gt=at)
    return list(
        (same | later).order_by("posted_at", "external_id")[:BATCH_POSTS],
    )


def _join(source: EventSource, posts: Sequence[Post]) -> int:
    earlier = _earlier(source, posts[0])
    loose = _loose(source, posts)
    names = names_of(post.author_id for post in (*earlier, *posts))
    messages = []
    for post in earlier:
        messages.append(message_of(post, names, post.thread_key))
    for post in posts:
        key = "" if post.pk in loose else post.thread_key
        messages.append(message_of(post, names, key))
    keys = conversation_keys(messages)
    moved: list[Post] = []
    threads: set[Thread] = set()
    for post in posts:
        key = keys[post.external_id]
        if post.pk in loose and key != post.thread_key:
            threads.update(
                [(source.pk, post.thread_key), (source.pk, key)],
            )
            post.thread_key = key
            post.is_opening = False
            moved.append(post)
    Post.objects.bulk_update(moved, ["thread_key", "is_opening"])
    settle_openers(threads)
    note_changed_threads(threads)
    return len(moved)


def _earlier(source: EventSource, first: Post) -> list[Post]:
    """Return the posts before one which it may answer."""
    since = first.posted_at - WINDOW - timedelta(seconds=1)
    posts = Post.objects.filter(
        source=source,
        posted_at__gte=since,
        posted_at__lte=first.posted_at,
    )
    same = posts.filter(
        posted_at=first.posted_at,
        external_id__lt=first.external_id,
    )
    before = posts.filter(posted_at__lt=first.posted_at)
    return list((same | before).order_by("posted_at", "external_id"))


def _loose(source: EventSource, posts: Sequence[Post]) -> set[int]:
    """Return the posts that name no thread and stand alone in theirs."""
    alone = []
    for post in posts:
        says = post.title or post.reply_to or post.opening_mark is not None
        if post.thread_key == post.external_id and not says:
            alone.append(post)
    keys = [post.thread_key for post in alone]
    shared = _shared_threads(source, keys)
    return {post.pk for post in alone if post.thread_key not in shared}


def _shared_threads(source: EventSource, keys: list[str]) -> set[str]:
    others: QuerySet[Post] = Post.objects.filter(
        source=source,
        thread_key=OuterRef("thread_key"),
    ).exclude(pk=OuterRef("pk"))
    shared = Post.objects.filter(source=source, thread_key__in=keys)
    return set(
        shared.filter(Exists(others)).values_list("thread_key", flat=True),
    )
