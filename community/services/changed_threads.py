"""Threads that are to be read again."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from community.models import ChangedThread, Post
from community.services.thread_openers import Thread
from members.models import Member

BATCH_MEMBERS = 500
BATCH_THREADS = 200


def note_changed_threads(threads: Iterable[Thread]) -> None:
    """Let these threads be read again by the next scan."""
    rows = []
    for source, key in sorted(set(threads)):
        rows.append(ChangedThread(source_id=source, thread_key=key))
    ChangedThread.objects.bulk_create(rows, batch_size=1000)


def take_changed_threads(limit: int) -> set[Thread]:
    """Return changed threads of so many changes, and forget these changes."""
    rows = list(ChangedThread.objects.order_by("pk")[:limit])
    taken = []
    for row in rows:
        taken.append(row.pk)
    ChangedThread.objects.filter(pk__in=taken).delete()
    return {(row.source_id, row.thread_key) for row in rows}


def note_threads_of_names(members: QuerySet[Member]) -> None:
    """Let the threads be read again in which these members wrote and somebody
    is named: they may be called otherwise than before.
    """
    numbers = list(members.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH_MEMBERS):
        chunk = numbers[start : start + BATCH_MEMBERS]
        posts = Post.objects.filter(author__in=chunk).order_by()
        written = posts.values_list("source_id", "thread_key").distinct()
        note_changed_threads(_naming(set(written)))


def _naming(threads: Collection[Thread]) -> set[Thread]:
    """Return those of these threads in which a post names somebody."""
    pending = sorted(threads)
    found: set[Thread] = set()
    for start in range(0, len(pending), BATCH_THREADS):
        wanted = set(pending[start : start + BATCH_THREADS])
        naming = Post.objects.in_threads(wanted).filter(
            features__names_somebody=True,
        )
        rows = naming.order_by().values_list("source_id", "thread_key")
        found |= wanted & set(rows.distinct())
    return found
