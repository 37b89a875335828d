"""The question that opens a thread, and what became of it, are stored."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from community.models import Post, Question
from community.rules.answers import (
    Reply,
    ReplyKind,
    follow_course,
    read_follow_up,
    read_reply,
    to_the_question,
)
from community.rules.questions import asks_question, read_tone
from community.rules.quotes import without_quotes
from community.rules.text import normalise
from community.services.thread_reading import ReadThread
from members.models import Member

HELPERS = (Member.Kind.PERSON, Member.Kind.STAFF)


def store_questions(
    threads: Iterable[ReadThread],
    replies: QuerySet[Post],
) -> None:
    """Store the question that opens each of these threads, or delete it where
    the post asks nothing any more; the replies in them are none.
    """
    # What staff decided is remembered: the row stays.
    Question.objects.filter(post__in=replies, closed_how="").delete()
    read = list(threads)
    reopened = _reopened_by_staff(read)
    for thread in read:
        _store_question(thread, reopened)


def _reopened_by_staff(threads: Iterable[ReadThread]) -> dict[int, datetime]:
    """Return when staff opened the questions of these threads again, by the
    post that asks.
    """
    openers = []
    for thread in threads:
        if thread.opener is not None:
            openers.append(thread.posts[thread.opener].pk)
    rows = Question.objects.filter(
        post__in=openers,
        staff_reopened_at__isnull=False,
    )
    moments: dict[int, datetime] = dict(
        rows.values_list("post_id", "staff_reopened_at"),  # type: ignore[arg-type]
    )
    return moments


def _store_question(
    thread: ReadThread,
    reopened: Mapping[int, datetime],
) -> None:
    if thread.opener is None:
        return
    root = thread.posts[thread.opener]
    if root.author.kind != Member.Kind.PERSON:
        return
    title, text = normalise(root.title), normalise(root.text)
    # Who quotes somebody goes on with a thread whose beginning is missing.
    begins = without_quotes(root.text) == root.text
    if not asks_question(title, text if begins else ""):
        Question.objects.filter(post=root, closed_how="").delete()
        return
    replies = list(_read_replies(thread, root))
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


def _read_replies(thread: ReadThread, root: Post) -> Iterator[Reply]:
    """Yield what each post after the root is to its question, without those of
    bots and test accounts.
    """
    asker = root.author_id
    kinds = _kinds(thread, root)
    authors = [post.author_id for post in thread.posts]
    speaking = to_the_question(authors, kinds, thread.addressees, asker)
    for place, post in enumerate(thread.posts):
        kind = kinds[place]
        if kind is None:
            continue
        to = None
        addressee = thread.addressees[place]
        if addressee is not None and addressee.is_named:
            to = authors[addressee.place]
        if post.author_id != asker and not speaking[place]:
            kind = ReplyKind.EMPTY
        yield Reply(post.posted_at, post.author_id, kind, to)


def _kinds(thread: ReadThread, root: Post) -> list[ReplyKind | None]:
    """Return what each post is by itself; None for one that is no reply."""
    kinds: list[ReplyKind | None] = []
    for post, text in zip(thread.posts, thread.texts, strict=True):
        kind = None
        if post.pk != root.pk and post.posted_at >= root.posted_at:
            if post.author_id == root.author_id:
                kind = read_follow_up(text)
            elif post.author.kind in HELPERS:
                kind = read_reply(text)
        kinds.append(kind)
    return kinds
