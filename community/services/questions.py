"""Questions read out of threads: whoever asked, who answered first, and whether it helped."""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction
from django.db.models import Max

from common.services.horizons import committed_through
from common.services.locks import exclusive
from community.models import Post, PostReading, Question, QuestionReading, Reaction
from community.rules.questions import read_tone
from community.rules.reading import normalise
from community.services.readings import count_reactions, write_readings
from members.models import Member

BATCH_POSTS = 1000
LOCK = "community:questions"
Thread = tuple[int, str]


def read_questions() -> int:
    """Every thread with posts that came since the last reading is read again, by this reader or the one that is at it;
    returns how many threads this one read.
    """
    _follow_changed_members()
    horizon = committed_through(Post)
    if _reading().through_post >= horizon:
        return 0
    total = 0
    with exclusive(LOCK) as held:
        while held and (done := _read_batch(horizon)) is not None:
            total += done
    return total


def _reading() -> QuestionReading:
    return QuestionReading.objects.get_or_create(pk=1)[0]


def _follow_changed_members() -> None:
    """Readings count who reacted by what members are now: staff may have found out that one is a bot."""
    mark = _reading().through_member_change
    changed = Member.objects.filter(updated_at__gt=mark) if mark else Member.objects.none()
    newest = (changed if mark else Member.objects.all()).aggregate(newest=Max("updated_at"))["newest"]
    if newest is None:
        return
    posts = Reaction.objects.filter(member__in=changed).order_by("post_id").values_list("post_id", flat=True).distinct()
    pending = posts.iterator(chunk_size=BATCH_POSTS)
    while chunk := list(islice(pending, BATCH_POSTS)):
        with transaction.atomic():
            count_reactions(chunk)
    QuestionReading.objects.filter(pk=1).update(through_member_change=newest)


@transaction.atomic
def _read_batch(horizon: int) -> int | None:
    reading = _reading()
    arrived = Post.objects.after(reading.through_post).filter(pk__lte=horizon)
    posts = list(arrived.only("pk", "source_id", "thread_key")[:BATCH_POSTS])
    if not posts:
        return None
    threads = {(post.source_id, post.thread_key) for post in posts}
    read_threads(threads)
    reading.through_post = posts[-1].pk
    reading.save(update_fields=["through_post"])
    return len(threads)


def read_threads_again(threads: set[Thread]) -> None:
    """The facts of questions in these threads, if they were read before, are as their edited posts say."""
    if not threads:
        return
    with exclusive(LOCK, wait=True), transaction.atomic():
        read = Post.objects.in_threads(threads).filter(pk__lte=_reading().through_post)
        read_threads(threads & set(read.values_list("source_id", "thread_key")))


def read_threads(threads: Iterable[Thread]) -> None:
    """The facts of the questions that open these threads (source id, key) are as the threads say now."""
    wanted = set(threads)
    written = Post.objects.in_threads(wanted)
    posts = written.filter(is_deleted=False).select_related("author").order_by("posted_at", "pk")
    by_thread: dict[tuple[int, str], list[Post]] = {}
    for post in posts:
        by_thread.setdefault((post.source_id, post.thread_key), []).append(post)
    for thread in wanted:
        _read_thread(thread[1], by_thread.get(thread, []))
    PostReading.objects.filter(post__in=written.filter(is_deleted=True)).delete()
    write_readings([(key, by_thread.get((source, key), [])) for source, key in wanted])


def _read_thread(key: str, posts: list[Post]) -> None:
    root = next((post for post in posts if post.external_id == key), None)
    if root is None or root.author.kind != Member.Kind.PERSON:
        return
    tone = read_tone(normalise(root.whole_text))
    if not tone.is_question:
        Question.objects.filter(post=root).delete()
        return
    answers = [post for post in posts if post.posted_at >= root.posted_at and post.author_id != root.author_id]
    answers = [post for post in answers if post.author.kind in (Member.Kind.PERSON, Member.Kind.STAFF)]
    first = answers[0] if answers else None
    thanks = (
        post.posted_at
        for post in posts
        if first is not None
        and post.author_id == root.author_id
        and post.posted_at >= first.posted_at
        and post.pk != root.pk
        and read_tone(normalise(post.whole_text)).is_thanks
    )
    Question.objects.update_or_create(
        post=root,
        defaults={
            "upset": tone.upset,
            "answer_count": len(answers),
            "answered_at": first.posted_at if first else None,
            "helper_id": first.author_id if first else None,
            "solved_at": next(thanks, None),
        },
    )
