"""Marks of a post that decide whether it speaks for anybody: quarrels, adverts, introductions."""

from collections.abc import Sequence

from community.models import Post, PostFeatures
from community.rules.adverts import advert_marks
from community.rules.topics import names_in, says_it_is_paid
from community.rules.welcomes import names_the_brand, quarrels
from community.selectors.paid_times import paid_times, was_paid
from community.services.thread_reading import ReadThread
from members.models import Member

# A quarrel is over after so many posts without an attack.
QUARREL_POSTS = 3


def set_quarrels(rows: Sequence[PostFeatures], thread: ReadThread) -> None:
    """Mark what is written into a quarrel: somebody is attacked or mocked in
    it, shortly before it or in the post that it names as answered.
    """
    heated = []
    for text in thread.texts:
        heated.append(quarrels(text))
    for position, row in enumerate(rows):
        before = max(position - QUARREL_POSTS, 0)
        row.in_quarrel = any(heated[before : position + 1])
        addressee = thread.addressees[position]
        if addressee is not None and addressee.is_named:
            row.in_quarrel |= heated[addressee.place]


def is_advert(post: Post, normal: str) -> bool:
    """Return whether a post was paid for, sells something, or comes from an
    account of the brand or a shop.
    """
    return (
        post.is_paid
        or says_it_is_paid(post.whole_text)
        or bool(advert_marks(normal))
        or names_the_brand(post.author.nickname)
    )


def mark_paid_times(rows: Sequence[PostFeatures]) -> None:
    """Mark what was written in a time of paid cooperation as paid."""
    times = paid_times({row.author_id for row in rows})
    for row in rows:
        if was_paid(times.get(row.author_id, ()), row.posted_at):
            row.is_paid = True


def find_introducing(posts: Sequence[Post]) -> set[int]:
    """Return the positions of the posts that call somebody by name who came
    into the thread only after them.
    """
    came: dict[str, int] = {}
    for position, post in enumerate(posts):
        if post.author.kind == Member.Kind.PERSON:
            came.setdefault(post.author.nickname, position)
    introducing = set()
    for position, post in enumerate(posts):
        text = post.whole_text
        if "@" not in text:
            continue
        called = names_in(text, came)
        if any(came[name] > position for name in called):
            introducing.add(position)
    return introducing
