"""Questions found in threads: who asked, who answered first, and whether it
helped.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from common.db.committed_ids import committed_through
from common.db.locks import exclusive
from community.models import (
    FollowedKind,
    Post,
    PostFeatures,
    Question,
    Reaction,
    ThreadScanCursor,
)
from community.services.changed_threads import (
    note_threads_of_names,
    take_changed_threads,
)
from community.services.mutual_answers import pairs_of, unmark_answered_back
from community.services.post_features import write_post_features
from community.services.question_store import store_questions
from community.services.reaction_counts import count_reactions
from community.services.thread_openers import Thread
from community.services.thread_reading import read_threads
from members.models import Member

BATCH_POSTS = 1000
BATCH_THREADS = 200
LOCK = "community:questions"


def scan_new_threads() -> int:
    """Read every thread with posts since the last scan again; return how many
    this process read.
    """
    _follow_changed_members()
    total = 0
    with exclusive(LOCK) as held:
        while held and (read := _scan_changed()):
            total += read
    horizon = committed_through(Post)
    if _cursor().through_post >= horizon:
        return total
    with exclusive(LOCK) as held:
        while held and (done := _scan_batch(horizon)) is not None:
            total += done
    return total


@transaction.atomic
def _scan_changed() -> int:
    """Read some of the changed threads again; return how many."""
    changed = take_changed_threads(BATCH_THREADS)
    if changed:
        scan_threads(changed)
    return len(changed)


def _cursor() -> ThreadScanCursor:
    """Return how far threads were read, from the beginning at first."""
    return ThreadScanCursor.objects.get_or_create(pk=1)[0]


def _follow_changed_members() -> None:
    """Count the reactions of members who changed since the last scan again, and
    read the threads again of those whose kind changed: one may have turned out
    to be a bot, or staff.
    """
    _follow_kinds()
    mark = _cursor().through_member_change
    changed = Member.objects.none()
    if mark:
        changed = Member.objects.filter(updated_at__gt=mark)
    since = changed if mark else Member.objects.all()
    newest = since.aggregate(newest=Max("updated_at"))["newest"]
    if newest is None:
        return
    _count_reactions_of(changed)
    note_threads_of_names(changed)
    ThreadScanCursor.objects.filter(pk=1).update(through_member_change=newest)


def _count_reactions_of(members: QuerySet[Member]) -> None:
    posts = (
        Reaction.objects.filter(member__in=members)
        .order_by("post_id")
        .values_list("post_id", flat=True)
        .distinct()
    )
    pending = posts.iterator(chunk_size=BATCH_POSTS)
    while chunk := list(islice(pending, BATCH_POSTS)):
        with transaction.atomic():
            count_reactions(chunk)


def _follow_kinds() -> None:
    """Read the threads again in which members wrote who are of another kind
    than when they were last followed, however that was changed.
    """
    followed = FollowedKind.objects.filter(member=OuterRef("pk"))
    others = Member.objects.exclude(kind=Member.Kind.PERSON).filter(
        ~Exists(followed.filter(kind=OuterRef("kind"))),
    )
    numbers = set(others.values_list("pk", flat=True))
    moved = FollowedKind.objects.exclude(kind=F("member__kind"))
    numbers |= set(moved.values_list("member_id", flat=True))
    if not numbers:
        return
    posts = Post.objects.filter(author__in=numbers).order_by()
    keys = posts.values_list("source_id", "thread_key").distinct()
    pending = iter(list(keys))
    while chunk := set(islice(pending, BATCH_THREADS)):
        rescan_changed_threads(chunk)
    FollowedKind.objects.filter(member__in=numbers).delete()
    _remember_kinds(Member.objects.filter(pk__in=numbers))


def _remember_kinds(members: QuerySet[Member]) -> None:
    rows = []
    others = members.exclude(kind=Member.Kind.PERSON)
    for number, kind in others.values_list("pk", "kind"):
        rows.append(FollowedKind(member_id=number, kind=kind))
    FollowedKind.objects.bulk_create(
        rows,
        ignore_conflicts=True,
        batch_size=BATCH_POSTS,
    )


@transaction.atomic
def _scan_batch(horizon: int) -> int | None:
    cursor = _cursor()
    arrived = Post.objects.after(cursor.through_post).filter(pk__lte=horizon)
    posts = list(arrived.only("pk", "source_id", "thread_key")[:BATCH_POSTS])
    if not posts:
        return None
    threads = set()
    for post in posts:
        threads.add((post.source_id, post.thread_key))
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


def reopen_question(*, question: Question, at: datetime | None) -> None:
    """Let a question wait since a moment as if its asker had written that it
    is still not right; None takes that back. To be called while holding LOCK.
    """
    Question.objects.filter(pk=question.pk).update(staff_reopened_at=at)
    post = question.post
    scan_threads([(post.source_id, post.thread_key)])


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
    read = read_threads(by_thread[thread] for thread in wanted)
    store_questions(read, written.filter(is_opening=False))
    _forget_deleted(written.filter(is_deleted=True))
    write_post_features(read)


def _forget_deleted(posts: QuerySet[Post]) -> None:
    deleted = list(posts.order_by().values_list("pk", flat=True))
    gone = pairs_of(deleted)
    PostFeatures.objects.filter(post__in=deleted).delete()
    unmark_answered_back(gone)
