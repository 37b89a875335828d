"""The facts of posts that roles are made of, read with their threads."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Min

from community.models import Post, PostReading
from community.rules.questions import read_tone
from community.rules.reading import normalise
from community.rules.topics import read_marks
from members.models import Member

NEWCOMER = timedelta(days=30)
_FIELDS = (
    "to_member", "to_newcomer", "to_upset", "to_question", "thanked", "reply_rank", "depth", "scenery", "welcomes",
    "calms", "length",
)  # fmt: skip


def write_readings(threads: Sequence[tuple[str, list[Post]]]) -> None:
    """Every post of these whole threads (key, posts in the order of their time) has its facts."""
    openers = {key: next((post for post in posts if post.external_id == key), None) for key, posts in threads}
    first = _first_posts({opener.author_id for opener in openers.values() if opener})
    rows = [row for key, posts in threads for row in _of_thread(openers[key], posts, first)]
    PostReading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["post"], update_fields=list(_FIELDS), batch_size=1000
    )


def _first_posts(authors: set[int]) -> dict[int, datetime]:
    told = Post.objects.filter(author_id__in=authors).order_by().values("author_id")
    return {row["author_id"]: row["first"] for row in told.annotate(first=Min("posted_at"))}


def _of_thread(opener: Post | None, posts: list[Post], first: dict[int, datetime]) -> list[PostReading]:
    texts = [normalise(post.whole_text) for post in posts]
    if opener is None or opener.author.kind != Member.Kind.PERSON:
        return [_reading(post, text) for post, text in zip(posts, texts, strict=True)]
    tone = read_tone(texts[posts.index(opener)])
    joined_on = opener.author.joined_on
    since = opener.posted_at.date() - joined_on if joined_on else opener.posted_at - first[opener.author_id]
    is_new = since <= NEWCOMER
    ranks: dict[int, int] = {}
    rows, unthanked = [], list[PostReading]()
    for post, text in zip(posts, texts, strict=True):
        row = _reading(post, text)
        rows.append(row)
        if post.author_id == opener.author_id:
            if unthanked and read_tone(text).is_thanks:
                max(unthanked, key=lambda reply: (reply.depth, reply.length)).thanked = True
            unthanked = []
        if post.author_id == opener.author_id or post.author.kind != Member.Kind.PERSON:
            continue
        row.to_member_id = opener.author_id
        row.to_newcomer, row.to_upset, row.to_question = is_new, tone.upset > 0, tone.is_question
        row.reply_rank = ranks.setdefault(post.author_id, len(ranks) + 1)
        unthanked.append(row)
    return rows


def _reading(post: Post, normal: str) -> PostReading:
    marks = read_marks(normal)
    return PostReading(
        post=post,
        depth=marks.depth,
        scenery=marks.scenery,
        welcomes=marks.welcomes,
        calms=marks.calms,
        length=len(normal),
    )
