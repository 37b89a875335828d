"""The facts of posts that roles are made of, read with their threads."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Min, OuterRef, Subquery

from community.models import Post, PostReading
from community.rules.questions import read_tone
from community.rules.reading import normalise
from community.rules.topics import pictures_in, read_marks
from members.models import Member

NEWCOMER = timedelta(days=30)
_FIELDS = (
    "author", "posted_at", "reactions", "to_member", "to_newcomer", "to_upset", "to_question", "asks", "complains",
    "gathers", "pictures", "repliers", "thanked", "reply_rank", "depth", "scenery", "welcomes", "calms", "length",
)  # fmt: skip


def write_readings(threads: Sequence[tuple[str, list[Post]]]) -> None:
    """Every standing post of these whole threads (key, those posts in the order of their time) has its facts."""
    openers = {key: next((post for post in posts if post.external_id == key), None) for key, posts in threads}
    first = _first_posts({opener.author_id for opener in openers.values() if opener})
    began = _record_began({post.source_id for _key, posts in threads for post in posts})
    rows = [row for key, posts in threads for row in _of_thread(openers[key], posts, first, began)]
    PostReading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["post"], update_fields=list(_FIELDS), batch_size=1000
    )


def follow_authors(member_ids: Collection[int]) -> None:
    """Readings of posts that changed hands between these members say whose the post is now."""
    written = Post.objects.filter(pk=OuterRef("post_id")).values("author_id")
    moved = PostReading.objects.filter(author_id__in=member_ids).exclude(author_id=F("post__author_id"))
    moved.update(author_id=Subquery(written))


def _first_posts(authors: set[int]) -> dict[int, datetime]:
    told = Post.objects.filter(author_id__in=authors).order_by().values("author_id")
    return {row["author_id"]: row["first"] for row in told.annotate(first=Min("posted_at"))}


def _record_began(sources: set[int]) -> dict[int, datetime]:
    posts = Post.objects.order_by("posted_at", "pk").values_list("posted_at", flat=True)
    return {source: posts.filter(source_id=source)[0] for source in sources}


def _is_newcomer(post: Post, first_post: datetime, began: datetime) -> bool:
    """Without a joining date, only a record that reaches further back than a newcomer's time can tell."""
    if post.author.joined_on:
        return post.posted_at.date() - post.author.joined_on <= NEWCOMER
    return first_post - began > NEWCOMER and post.posted_at - first_post <= NEWCOMER


def _of_thread(
    opener: Post | None, posts: list[Post], first: dict[int, datetime], began: dict[int, datetime]
) -> list[PostReading]:
    texts = [normalise(post.whole_text) for post in posts]
    if opener is None or opener.author.kind != Member.Kind.PERSON:
        return [_reading(post, text) for post, text in zip(posts, texts, strict=True)]
    tone = read_tone(texts[posts.index(opener)])
    is_new = _is_newcomer(opener, first[opener.author_id], began[opener.source_id])
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
    rows[posts.index(opener)].repliers = len(ranks)
    return rows


def _reading(post: Post, normal: str) -> PostReading:
    marks, tone = read_marks(normal), read_tone(normal)
    return PostReading(
        post=post,
        author=post.author,
        posted_at=post.posted_at,
        reactions=post.reaction_count,
        depth=marks.depth,
        scenery=marks.scenery,
        welcomes=marks.welcomes,
        calms=marks.calms,
        gathers=marks.gathers,
        asks=tone.is_question,
        complains=tone.is_complaint,
        pictures=max(post.media_count, pictures_in(post.text)),
        length=len(normal),
    )
