"""Which post opens each thread, kept as `Post.is_opening` while posts come in
any order.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from community.models import Post
from community.rules.openers import OpeningRank, first_ranked, opening_rank

# Id of the source, and key of the thread.
Thread = tuple[int, str]
_ASKED = (
    "source",
    "external_id",
    "thread_key",
    "posted_at",
    "opening_mark",
    "reply_to",
    "quoted_author",
    "is_opening",
)


class OpenedThreads(NamedTuple):
    """The external ids of the posts that open threads, and how each is known
    (see community/rules/openers.py); threads without one are not in them.
    """

    openers: dict[Thread, str]
    places: dict[Thread, int]


def open_threads(
    fresh: Sequence[Post],
    threads: Iterable[Thread],
) -> OpenedThreads:
    """Mark which of these new posts, not yet stored, open their threads, of all
    these `threads`; posts that opened them until now do so no longer.
    """
    first: dict[Thread, tuple[Post, OpeningRank]] = {}
    for post in _stored_openers(set(threads)):
        rank = opening_rank(post.opening)
        if rank is not None:
            first[post.source_id, post.thread_key] = post, rank
    demoted = []
    for post in fresh:
        rank = opening_rank(post.opening)
        thread = (post.source_id, post.thread_key)
        before = first.get(thread)
        if rank is None or (before is not None and before[1] < rank):
            continue
        if before is not None:
            before[0].is_opening = False
            demoted.append(before[0].pk)
        post.is_opening = True
        first[thread] = post, rank
    stored = [pk for pk in demoted if pk]
    if stored:
        Post.objects.filter(pk__in=stored).update(is_opening=False)
    openers = {}
    places = {}
    for thread, (post, rank) in first.items():
        openers[thread] = post.external_id
        places[thread] = rank[0]
    return OpenedThreads(openers, places)


def _stored_openers(threads: set[Thread]) -> list[Post]:
    if not threads:
        return []
    found = Post.objects.in_threads(threads).filter(is_opening=True)
    return list(found.order_by().only(*_ASKED))


def settle_openers(threads: Iterable[Thread]) -> None:
    """Find the opening posts of these stored threads anew."""
    for source, key in set(threads):
        posts = Post.objects.filter(source_id=source, thread_key=key)
        ranked = []
        for post in posts.order_by("pk").only(*_ASKED):
            ranked.append((post.pk, opening_rank(post.opening)))
        first = first_ranked(ranked)
        wrong = posts.filter(is_opening=True)
        if first is not None:
            wrong = wrong.exclude(pk=first)
        wrong.update(is_opening=False)
        if first is not None:
            posts.filter(pk=first, is_opening=False).update(is_opening=True)
