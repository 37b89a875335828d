"""Platforms that number the posts of a thread say by number what a reply
answers; the post with that number may come on another page, earlier or later.
"""

from collections.abc import Mapping, Sequence

from activity.models import EventSource
from community.services.reply_links import link_replies
from integrations.models import PostNumber
from integrations.rules.rows import Row

# Thread, and number in it.
Place = tuple[str, int]


def known_places(
    source: EventSource,
    posts: Sequence[Row],
) -> dict[Place, str]:
    """Return the ids of the posts that these rows answer by number, as far as
    other pages have brought them.
    """
    threads = {row["thread"] for row in posts if row.get("reply_to_number")}
    stored = PostNumber.objects.filter(source=source, thread_key__in=threads)
    found = {}
    for thread, number, external_id in stored.values_list(
        "thread_key",
        "number",
        "external_id",
    ):
        found[thread, number] = external_id
    return found


def note_numbers(source: EventSource, posts: Sequence[Row]) -> None:
    """Keep the numbers of posts, and link replies that came before the post
    that they answer.
    """
    rows: dict[Place, PostNumber] = {}
    for row in posts:
        number = _whole(row.get("number"))
        if number is None or not row.get("thread"):
            continue
        rows[row["thread"], number] = PostNumber(
            source=source,
            thread_key=row["thread"],
            number=number,
            external_id=row["external_id"],
            answers=_whole(row.get("reply_to_number")),
        )
    if not rows:
        return
    PostNumber.objects.bulk_create(
        rows.values(),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=("source", "thread_key", "number"),
        update_fields=("external_id", "answers"),
    )
    _link_waiting(source, rows)


def _link_waiting(
    source: EventSource,
    arrived: Mapping[Place, PostNumber],
) -> None:
    waiting = PostNumber.objects.filter(
        source=source,
        thread_key__in={thread for thread, _number in arrived},
        answers__isnull=False,
    )
    replies = {}
    for row in waiting:
        answered = arrived.get((row.thread_key, row.answers or 0))
        if answered is not None:
            replies[row.external_id] = answered.external_id
    link_replies(source=source, replies=replies)


def _whole(value: object) -> int | None:
    text = str(value or "")
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else None
