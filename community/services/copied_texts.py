"""What posts that arrive say in their own words: without what they copy from
posts of their thread that were there before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from community.models import Post
from community.rules.copies import (
    COPIED_LENGTH,
    MAX_EARLIER,
    EarlierPosts,
    text_length,
)
from community.rules.openers import place_in_thread
from community.rules.quotes import without_quotes
from community.rules.text import READ_CHARACTERS
from community.services.thread_openers import Thread

Place = tuple[datetime, int, str]


class OwnTexts:
    """The own words of a batch of posts in the order of their arrival.

    A post was there before if it arrived before and was written before, so
    batches of any size give the same.
    """

    def __init__(self, posts: Sequence[Post]) -> None:
        threads = set()
        for post in posts:
            if not post.is_opening and _may_copy(post.whole_text):
                threads.add((post.source_id, post.thread_key))
        self._threads = {thread: _Earlier() for thread in threads}
        if threads:
            for row in _first_posts(threads, before=posts[0].pk):
                if _thread(row) in self._threads:
                    self._threads[_thread(row)].add(row)

    def of(self, post: Post) -> str:
        """Return the text of the next post without copies, and know it."""
        text = post.whole_text
        earlier = self._threads.get(_thread(post))
        if earlier is None:
            return text
        if _may_copy(text):
            text = earlier.own_words(post)
        earlier.add(post)
        return text


def _thread(post: Post) -> Thread:
    return post.source_id, post.thread_key


def _may_copy(text: str) -> bool:
    return text_length(text[:READ_CHARACTERS]) >= COPIED_LENGTH


def _first_posts(threads: set[Thread], before: int) -> Any:
    """Return the first MAX_EARLIER posts of each thread that arrived before a
    post, in the order of their arrival.
    """
    number = Window(
        RowNumber(),
        partition_by=[F("source_id"), F("thread_key")],
        order_by=F("pk").asc(),
    )
    posts = Post.objects.in_threads(threads).filter(pk__lt=before)
    numbered = posts.annotate(number=number).filter(number__lte=MAX_EARLIER)
    return numbered.order_by("pk")


class _Earlier:
    """The posts of a thread that have arrived, up to MAX_EARLIER."""

    def __init__(self) -> None:
        self._posts: list[tuple[Place, int, str]] = []
        self._all = EarlierPosts()
        self._latest: Place | None = None

    def add(self, post: Post) -> None:
        if len(self._posts) >= MAX_EARLIER:
            return
        place = place_in_thread(post.posted_at, post.external_id)
        text = without_quotes(post.whole_text[:READ_CHARACTERS])
        self._posts.append((place, post.author_id, text))
        self._all.add(post.author_id, text)
        if self._latest is None or place > self._latest:
            self._latest = place

    def own_words(self, post: Post) -> str:
        whole = post.whole_text
        plain = without_quotes(whole[:READ_CHARACTERS])
        place = place_in_thread(post.posted_at, post.external_id)
        earlier = self._all
        if self._latest is not None and self._latest > place:
            earlier = EarlierPosts()
            for other, author, text in self._posts:
                if other < place:
                    earlier.add(author, text)
        own = earlier.own_words(post.author_id, plain)
        if own == plain:
            return whole
        return own
