"""Threads as they are read for questions and features: what each post says in
its own words, and what it answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from community.models import Post
from community.rules.addressees import (
    Addressee,
    ThreadPost,
    find_addressees,
)
from community.rules.copies import EarlierPosts
from community.rules.openers import place_in_thread
from community.rules.quoted_names import (
    names_somebody,
    quoted_floors,
    quoted_names,
)
from community.rules.quotes import without_quotes
from community.rules.references import posts_quoted_in
from community.rules.text import READ_CHARACTERS, normalise_own_words
from community.rules.topics import called_names
from members.models import Member

Names = Mapping[str, set[int]]


class ReadThread(NamedTuple):
    """The visible posts of a thread by time; of each its own words,
    normalised, without quotes and copies of earlier posts; what it answers;
    and whether it names somebody. opener: the place of the post that opens the
    thread, None if that is not among them.
    """

    posts: list[Post]
    texts: list[str]
    addressees: list[Addressee | None]
    names_somebody: list[bool]
    opener: int | None


class _Unquoted(NamedTuple):
    posts: list[Post]
    texts: list[str]
    naming: list[bool]


def read_threads(threads: Iterable[Iterable[Post]]) -> list[ReadThread]:
    """Read whole threads: of each its posts, without deleted ones."""
    unquoted = []
    for posts in threads:
        unquoted.append(_without_quotes(posts))
    names = _names_of(
        {
            post.author
            for thread in unquoted
            if any(thread.naming)
            for post in thread.posts
        },
    )
    found: list[ReadThread] = []
    for thread in unquoted:
        found.append(_read(thread, names))
    return found


def _without_quotes(written: Iterable[Post]) -> _Unquoted:
    posts = sorted(
        written,
        key=lambda one: place_in_thread(one.posted_at, one.external_id),
    )
    texts = []
    naming = []
    for post in posts:
        whole = post.whole_text[:READ_CHARACTERS]
        texts.append(without_quotes(whole))
        naming.append(bool(post.quoted_author) or names_somebody(whole))
    return _Unquoted(posts, texts, naming)


def _names_of(authors: Iterable[Member]) -> Names:
    """Return the authors who bear each name: their own, and those of the
    records that were merged into them.
    """
    names: dict[str, set[int]] = defaultdict(set)
    kept: dict[int, int] = {}
    for author in authors:
        names[author.nickname].add(author.pk)
        kept[author.pk] = author.pk
    latest = list(kept)
    while latest:
        merged = Member.objects.filter(merged_into__in=latest)
        rows = merged.values_list("pk", "merged_into_id", "nickname")
        latest = []
        for number, into, nickname in rows:
            if number not in kept:
                kept[number] = kept[into]
                latest.append(number)
                names[nickname].add(kept[into])
    return names


def _read(thread: _Unquoted, names: Names) -> ReadThread:
    posts = thread.posts
    places = [n for n, post in enumerate(posts) if post.is_opening]
    opener = places[0] if places else None
    said = []
    for post, plain, naming in zip(*thread, strict=True):
        said.append(_signs(post, plain, names if naming else {}))
    addressees: list[Addressee | None] = []
    if posts:
        addressees = find_addressees(
            said,
            thread_key=posts[0].thread_key,
            opener=opener,
            names=names,
        )
    texts = _own_texts(posts, thread.texts)
    return ReadThread(posts, texts, addressees, thread.naming, opener)


def _signs(post: Post, plain: str, names: Names) -> ThreadPost:
    ids = [post.reply_to] if post.reply_to else []
    quoted = [post.quoted_author] if post.quoted_author else []
    called: list[str] = []
    if names:
        ids += posts_quoted_in(post.text)
        ids += map(str, quoted_floors(post.text))
        quoted += quoted_names(post.text)
    if "@" in plain:
        called = called_names(plain, names)
    return ThreadPost(
        post.external_id,
        post.author_id,
        tuple(ids),
        tuple(quoted),
        tuple(called),
    )


def _own_texts(posts: Sequence[Post], unquoted: Sequence[str]) -> list[str]:
    earlier = EarlierPosts()
    texts = []
    for post, text in zip(posts, unquoted, strict=True):
        own = earlier.own_words(post.author_id, text)
        earlier.add(post.author_id, text)
        texts.append(normalise_own_words(own))
    return texts
