"""New posts become voices of issues, and issues speak up: in the order of their arrival, each post once.

A watch that is killed goes on as if nothing had happened, even where texts were edited since.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from alerts.models import Alert, Issue, Placement
from alerts.rules.clustering import IssueIndex
from alerts.rules.sentinel import hear
from alerts.services.memory import Memory, keep, keep_snapshot, mark_changed, recall, watch_state
from alerts.services.recording import HeardPost, Recording
from common.services.horizons import committed_through
from common.services.locks import exclusive
from common.services.statistics import MANY_ROWS, refresh_statistics
from community.models import Post
from members.models import Member, VehicleOwnership

WATCH_LOCK = "alerts:watch"
BATCH_POSTS = 500
Thread = tuple[int, str]


class Watched(NamedTuple):
    """What a watch did: posts heard, voices among them, alerts raised."""

    posts: int
    voices: int
    alerts: list[Alert]


def watch_new_posts(*, now: datetime) -> Watched:
    """Every post that has arrived is heard and its alerts are raised, by this watcher or the one that is at it."""
    total, told = Watched(0, 0, []), 0
    horizon = committed_through(Post)
    if watch_state().through_post >= horizon:
        return total
    with exclusive(WATCH_LOCK) as held:
        if not held:
            return total
        memory = recall(watch_state())
        while done := _watch_batch(memory, now, horizon):
            total = Watched(total.posts + done.posts, total.voices + done.voices, [*total.alerts, *done.alerts])
            if total.voices - told >= MANY_ROWS:
                refresh_statistics(Placement, Issue)
                told = total.voices
        keep(watch_state(), memory)
    return total


@transaction.atomic
def _watch_batch(memory: Memory, now: datetime, horizon: int) -> Watched | None:
    state = watch_state()
    pending = Post.objects.after(state.through_post).filter(pk__lte=horizon)
    arrived = list(pending.select_related("author")[:BATCH_POSTS])
    if not arrived:
        return None
    posts = [post for post in arrived if post.author.kind == Member.Kind.PERSON and not post.is_deleted]
    heard = _hear_all(posts, memory.issues)
    recording = Recording(heard, memory.rates, now=now)
    for one in heard:
        recording.write(one)
    recording.finish()
    state.through_post = arrived[-1].pk
    mark_changed(state)
    keep_snapshot(state, memory)
    state.save()
    return Watched(len(arrived), len(heard), recording.alerts)


def _hear_all(posts: list[Post], index: IssueIndex) -> list[HeardPost]:
    models, threads, found = _models_of(posts), _thread_issues(posts), []
    for post in posts:
        thread, model = (post.source_id, post.thread_key), models.get(post.author_id, "")
        heard = hear(
            post.whole_text,
            model=model,
            thread_issue=threads.get(thread),
            index=index,
            day=post.posted_at.toordinal(),
            not_content=(model,),
        )
        if heard.placed is not None:
            _follow_merges(threads, heard.placed.merged)
            threads[thread] = heard.placed.stands
            found.append(HeardPost(post, heard, heard.placed, model))
    return found


def _models_of(posts: Iterable[Post]) -> dict[int, str]:
    cars = VehicleOwnership.objects.current().filter(member_id__in={post.author_id for post in posts})
    return dict(cars.order_by("started_on", "pk").values_list("member_id", "model_series"))


def _thread_issues(posts: Iterable[Post]) -> dict[Thread, int]:
    """Return the number of the issue that each thread spoke of last."""
    wanted = {(post.source_id, post.thread_key) for post in posts}
    told = Placement.objects.filter(post__in=Post.objects.in_threads(wanted))
    last = told.order_by().values("post__source_id", "post__thread_key").annotate(last=Max("pk")).values("last")
    rows = Placement.objects.filter(pk__in=last).values_list(
        "post__source_id", "post__thread_key", "issue__number", "issue__merged_into__number"
    )
    return {(source, key): merged or number for source, key, number, merged in rows}


def _follow_merges(threads: dict[Thread, int], merges: Iterable[tuple[int, int]]) -> None:
    for goes, stays in merges:
        for thread, number in threads.items():
            if number == goes:
                threads[thread] = stays
