"""Questions found in threads: who asked, who answered first, and whether it
helped.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from common.db.horizons import committed_through
from common.db.locks import exclusive
from community.models import (
    Post,
    PostFeatures,
    Question,
    Reaction,
    ThreadScanCursor,
)
from community.rules.questions import read_tone
from community.rules.text import normalise
from community.services.post_features import find_opener, write_post_features
from community.services.reaction_counts import count_reactions
from community.services.thread_openers import Thread
from members.models import Member

BATCH_POSTS = 1000
LOCK = "community:questions"


def scan_new_threads() -> int:
    """Read every thread with posts since the last scan again; return how many
    this process read.
    """
    _follow_changed_members()
    horizon = committed_through(Post)
    if _cursor().through_post >= horizon:
        return 0
    total = 0
    with exclusive(LOCK) as held:
        while held and (done := _scan_batch(horizon)) is not None:
            total += done
    return total


def _cursor() -> ThreadScanCursor:
    return ThreadScanCursor.objects.get_or_create(pk=1)[0]


def _follow_changed_members() -> None:
    """Count the reactions of members who changed since the last scan again:
    one may have turned out to be a bot.
    """
    mark = _cursor().through_member_change
    changed = Member.objects.none()
    if mark:
        changed = Member.objects.filter(updated_at__gt=mark)
    since = changed if mark else Member.objects.all()
    newest = since.aggregate(newest=Max("updated_at"))["newest"]
    if newest is None:
        return
    posts = (
        Reaction.objects.filter(member__in=changed)
        .order_by("post_id")
        .values_list("post_id", flat=True)
        .distinct()
    )
    pending = posts.iterator(chunk_size=BATCH_POSTS)
    while chunk := list(islice(pending, BATCH_POSTS)):
        with transaction.atomic():
            count_reactions(chunk)
    ThreadScanCursor.objects.filter(pk=1).update(through_member_change=newest)


@transaction.atomic
def _scan_batch(horizon: int) -> int | None:
    cursor = _cursor()
    arrived = Post.objects.after(cursor.through_post).filter(pk__lte=horizon)
    posts = list(arrived.only("pk", "source_id", "thread_key")[:BATCH_POSTS])
    if not posts:
        return None
    threads = {(post.source_id, post.thread_key) for post in posts}
    scan_threads(threads)
    cursor.through_post = posts[-1].pk
    cursor.save(update_fields=["through_post"])
    return len(threads)


def rescan_changed_threads(threads: set[Thread]) -> None:
    """Read these threads again, if they were read before their posts changed."""
    if not threads:
        return
    with exclusive(LOCK, wait=True), transaction.atomic():
        scanned = Post.objects.in_threads(threads).filter(
            pk__lte=_cursor().through_post,
        )
        known = set(scanned.values_list("source_id", "thread_key"))
        scan_threads(threads & known)


def scan_threads(threads: Iterable[Thread]) -> None:
    """Store the questions and the features of posts of these threads as the
    threads say now.
    """
    wanted = set(threads)
    written = Post.objects.in_threads(wanted)
    posts = (
        written.filter(is_deleted=False)
        .select_related("author")
        .order_by("posted_at", "pk")
    )
    by_thread: dict[Thread, list[Post]] = {thread: [] for thread in wanted}
    for post in posts:
        thread = (post.source_id, post.thread_key)
        if thread in by_thread:
            by_thread[thread].append(post)
    replies = written.filter(is_opening=False)
    Question.objects.filter(post__in=replies).delete()
    for thread_posts in by_thread.values():
        _store_question(thread_posts)
    deleted = written.filter(is_deleted=True)
    PostFeatures.objects.filter(post__in=deleted).delete()
    write_post_features(by_thread[thread] for thread in wanted)


def _store_question(posts: list[Post]) -> None:
    """Store the question that opens a thread, or delete it if the post asks
    nothing any more.
    """
    root = find_opener(posts)
    if root is None or root.author.kind != Member.Kind.PERSON:
        return
    tone = read_tone(normalise(root.whole_text))
    if not tone.is_question:
        Question.objects.filter(post=root).delete()
        return
    answers = [post for post in posts if _is_answer(post, root)]
    facts: dict[str, Any] = {
        "upset": tone.upset,
        "answer_count": len(answers),
        "answered_at": None,
        "helper_id": None,
        "solved_at": None,
    }
    if answers:
        facts["answered_at"] = answers[0].posted_at
        facts["helper_id"] = answers[0].author_id
        facts["solved_at"] = _solved_at(posts, root, answers[0])
    Question.objects.update_or_create(post=root, defaults=facts)


def _is_answer(post: Post, root: Post) -> bool:
    """Return whether a post answers the root: by another person or staff."""
    is_reply = (
        post.posted_at >= root.posted_at and post.author_id != root.author_id
    )
    helpers = (Member.Kind.PERSON, Member.Kind.STAFF)
    return is_reply and post.author.kind in helpers


def _solved_at(
    posts: Iterable[Post],
    root: Post,
    first_answer: Post,
) -> datetime | None:
    """Return when the author of the root first thanked after an answer."""
    for post in posts:
        is_by_asker = post.author_id == root.author_id and post.pk != root.pk
        if not is_by_asker or post.posted_at < first_answer.posted_at:
            continue
        if read_tone(normalise(post.whole_text)).is_thanks:
            return post.posted_at
    return None
