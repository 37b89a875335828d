"""Questions found in threads: who asked, who answered first, and whether it
helped.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from common.db.horizons import committed_through
from common.db.locks import exclusive
from community.models import (
    FollowedKind,
    Post,
    PostFeatures,
    Question,
    Reaction,
    ThreadScanCursor,
)
from community.rules.answers import (
    Reply,
    ReplyKind,
    follow_course,
    read_follow_up,
    read_reply,
)
from community.rules.questions import asks_question, read_tone
from community.rules.quotes import without_quotes
from community.rules.text import normalise
from community.services.post_features import find_opener, write_post_features
from community.services.reaction_counts import count_reactions
from community.services.thread_openers import Thread
from members.models import Member

BATCH_POSTS = 1000
BATCH_THREADS = 200
HELPERS = (Member.Kind.PERSON, Member.Kind.STAFF)
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
    replies = written.filter(is_opening=False)
    # What staff decided is remembered: the row stays.
    Question.objects.filter(post__in=replies, closed_how="").delete()
    reopened = _reopened_by_staff(written)
    for thread_posts in by_thread.values():
        _store_question(thread_posts, reopened)
    deleted = written.filter(is_deleted=True)
    PostFeatures.objects.filter(post__in=deleted).delete()
    write_post_features(by_thread[thread] for thread in wanted)


def _reopened_by_staff(posts: QuerySet[Post]) -> dict[int, datetime]:
    """Return when staff opened the questions of these posts again."""
    rows = Question.objects.filter(
        post__in=posts.order_by(),
        staff_reopened_at__isnull=False,
    )
    moments: dict[int, datetime] = dict(
        rows.values_list("post_id", "staff_reopened_at"),  # type: ignore[arg-type]
    )
    return moments


def _store_question(
    posts: list[Post],
    reopened: Mapping[int, datetime],
) -> None:
    """Store the question that opens a thread, or delete it if the post asks
    nothing any more.
    """
    root = find_opener(posts)
    if root is None or root.author.kind != Member.Kind.PERSON:
        return
    title, text = normalise(root.title), normalise(root.text)
    # Who quotes somebody goes on with a thread whose beginning is missing.
    begins = without_quotes(root.text) == root.text
    if not asks_question(title, text if begins else ""):
        Question.objects.filter(post=root, closed_how="").delete()
        return
    replies = list(_read_replies(posts, root))
    if root.pk in reopened:
        # Staff say it in the place of the asker.
        again = Reply(reopened[root.pk], root.author_id, ReplyKind.STILL_OPEN)
        replies = sorted([*replies, again], key=attrgetter("at"))
    course = follow_course(replies)
    how = Question.SolvedHow.NOT
    if course.solved_at:
        how = Question.SolvedHow.THANKED
    if course.is_self_solved:
        how = Question.SolvedHow.BY_ASKER
    facts: dict[str, Any] = {
        "upset": read_tone(f"{title} {text}").upset,
        "answer_count": course.answers,
        "answered_at": course.answered_at,
        "helper_id": course.helper,
        "solved_at": course.solved_at,
        "solved_how": how,
        "reopened_at": course.reopened_at,
        "quiet_since": course.quiet_since,
    }
    Question.objects.update_or_create(post=root, defaults=facts)


def _read_replies(posts: Iterable[Post], root: Post) -> Iterator[Reply]:
    """Yield what each post after the root is to its question, without those of
    bots and test accounts.
    """
    for post in posts:
        if post.pk == root.pk or post.posted_at < root.posted_at:
            continue
        normal = normalise(post.whole_text)
        if post.author_id == root.author_id:
            yield Reply(
                post.posted_at,
                post.author_id,
                read_follow_up(normal),
            )
        elif post.author.kind in HELPERS:
            yield Reply(post.posted_at, post.author_id, read_reply(normal))
