"""Posts become suggestions, in the order of their arrival, each post once, by
a progress mark of their own.

A run that is killed can be repeated with the same result, whatever the size of
its batches.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from alerts.models import (
    SUGGESTION_LENGTH,
    Suggestion,
    SuggestionCursor,
    SuggestionPost,
)
from alerts.rules.suggestion_groups import (
    MAX_COMPARED,
    WISHING,
    KnownWish,
    KnownWishes,
    Wish,
    read_wish,
)
from alerts.selectors.lexicon import current_lexicon
from common.db.committed_ids import committed_through
from common.db.locks import exclusive
from community.models import Post
from members.models import Member

LOCK = "alerts:suggestions"
BATCH_POSTS = 500
# The watch reads so many batches at a turn, so that a community with a long
# past is read bit by bit and no alert waits for it.
BATCHES_OF_A_TURN = 10


class SuggestionRun(NamedTuple):
    """What a run did: posts read, those that suggest something, and
    suggestions that are new.
    """

    posts: int = 0
    found: int = 0
    opened: int = 0


def read_suggestions(
    *,
    most_batches: int | None = None,
    batch_posts: int = BATCH_POSTS,
) -> SuggestionRun:
    """Read the posts that have not been read for suggestions, all of them or
    so many batches. Returns nothing done if another process is at it.
    """
    total = SuggestionRun()
    horizon = committed_through(Post)
    if _through_post() >= horizon:
        return total
    with exclusive(LOCK) as held:
        batches = 0
        while held and batches != most_batches:
            done = _read_batch(horizon, batch_posts)
            if done is None:
                break
            batches += 1
            total = SuggestionRun(
                *(one + other for one, other in zip(total, done, strict=True)),
            )
    return total


def _through_post() -> int:
    marks = SuggestionCursor.objects.values_list("through_post", flat=True)
    return marks.first() or 0


@transaction.atomic
def _read_batch(horizon: int, batch_posts: int) -> SuggestionRun | None:
    cursor, _made = SuggestionCursor.objects.get_or_create(pk=1)
    arrived = Post.objects.after(cursor.through_post).filter(pk__lte=horizon)
    rows = arrived.only(
        "pk",
        "title",
        "text",
        "is_opening",
        "posted_at",
        "author_id",
        "is_deleted",
        "is_paid",
    )
    posts = list(rows[:batch_posts])
    if not posts:
        return None
    wishes = list(_wishes_of(posts))
    opened = _store(wishes)
    cursor.through_post = posts[-1].pk
    cursor.save(update_fields=["through_post"])
    return SuggestionRun(len(posts), len(wishes), opened)


def _wishes_of(posts: Iterable[Post]) -> Iterable[tuple[Post, Wish]]:
    """Yield the posts of people that suggest something, unpaid."""
    likely = []
    for post in posts:
        is_read = not post.is_deleted and not post.is_paid
        if is_read and WISHING.search(post.whole_text):
            likely.append(post)
    if not likely:
        return
    authors = {post.author_id for post in likely}
    people = set(
        Member.objects.filter(
            pk__in=authors,
            kind=Member.Kind.PERSON,
        ).values_list("pk", flat=True),
    )
    lexicon = current_lexicon()
    for post in likely:
        if post.author_id not in people:
            continue
        wish = read_wish(post.whole_text, lexicon)
        if wish is not None:
            yield post, wish


def _store(wishes: list[tuple[Post, Wish]]) -> int:
    """Store these posts with their suggestions; return how many of these are
    new.
    """
    known: dict[str, KnownWishes] = {}
    entries = []
    opened = 0
    for post, wish in wishes:
        if wish.topic not in known:
            known[wish.topic] = _known_wishes(wish.topic)
        number = known[wish.topic].find(wish)
        if number is None:
            number = _open_suggestion(post, wish).pk
            opened += 1
        entry = SuggestionPost(
            suggestion_id=number,
            post=post,
            posted_at=post.posted_at,
            topic=wish.topic,
            said=wish.said,
            words=wish.words,
        )
        known[wish.topic].add(number, wish)
        entries.append(entry)
    SuggestionPost.objects.bulk_create(entries)
    _open_answers({entry.suggestion_id for entry in entries})
    return opened


def _open_answers(joined: set[int]) -> None:
    """Let suggestions that everybody knew the answer to wait for those who
    joined them now.
    """
    if not joined:
        return
    waiting = SuggestionPost.objects.awaiting_notice().filter(
        suggestion__in=joined,
    )
    Suggestion.objects.filter(
        pk__in=waiting.values("suggestion"),
        state=Suggestion.State.ANSWERED,
    ).update(state=F("outcome"))


def _known_wishes(topic: str) -> KnownWishes:
    rows = SuggestionPost.objects.filter(topic=topic).order_by("-post_id")
    latest = list(rows.values_list("suggestion_id", "words")[:MAX_COMPARED])
    return KnownWishes(KnownWish(*row) for row in reversed(latest))


def _open_suggestion(post: Post, wish: Wish) -> Suggestion:
    suggestion: Suggestion = Suggestion.objects.create(
        name=wish.said[:SUGGESTION_LENGTH],
        topic=wish.topic,
        opened_at=post.posted_at,
    )
    return suggestion
