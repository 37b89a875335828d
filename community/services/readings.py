"""The facts of posts that roles are made of, read with their threads."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from community.models import Post, PostReading, Reaction
from community.querysets import PostReadingQuerySet
from community.rules.questions import read_tone
from community.rules.reading import normalise
from community.rules.topics import names_in, pictures_in, read_marks, says_it_is_paid, version_in
from members.models import Member

NEWCOMER = timedelta(days=30)
_FIELDS = (
    "author", "posted_at", "reactions", "to_member", "to_newcomer", "to_upset", "to_question", "asks", "complains",
    "gathers", "pictures", "repliers", "thanked", "reply_rank", "depth", "scenery", "welcomes", "calms", "length",
    "savers", "new_admirers", "introduces", "version", "is_paid",
)  # fmt: skip


def write_readings(threads: Sequence[tuple[str, list[Post]]]) -> None:
    """Every standing post of these whole threads (key, those posts in the order of their time) has its facts."""
    opened = [(next((post for post in posts if post.external_id == key), None), posts) for key, posts in threads]
    first = _first_posts({opener.author_id for opener, _posts in opened if opener})
    began = _record_began({post.source_id for _key, posts in threads for post in posts})
    rows = [row for opener, posts in opened for row in _of_thread(opener, posts, first, began)]
    _say_reactions(rows)
    PostReading.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["post"], update_fields=list(_FIELDS), batch_size=1000
    )
    _mark_answered_back(PostReading.objects.filter(pk__in=[row.post_id for row in rows]))


def follow_members(member_ids: Collection[int]) -> None:
    """Readings of posts that changed hands between these members say whose the post is now, with whom they answered
    each other, and how many different people react.
    """
    written = Post.objects.filter(pk=OuterRef("post_id")).values("author_id")
    moved = PostReading.objects.filter(author_id__in=member_ids).exclude(author_id=F("post__author_id"))
    moved.update(author_id=Subquery(written))
    theirs = PostReading.objects.answers().filter(Q(author_id__in=member_ids) | Q(to_member_id__in=member_ids))
    for known in (True, False):
        theirs.filter(answered_back=not known).filter(Exists(_answers_back(), negated=not known)).update(
            answered_back=known
        )
    count_reactions(set(Reaction.objects.filter(member_id__in=member_ids).values_list("post_id", flat=True)))


def count_reactions(post_ids: Collection[int]) -> None:
    """The readings of these posts, as far as they have been read, say who reacted."""
    rows = list(PostReading.objects.filter(post_id__in=post_ids).select_related("post").order_by("pk"))
    _say_reactions(rows)
    PostReading.objects.bulk_update(rows, ["reactions", "savers", "new_admirers"], batch_size=500)


def hold_posts(post_ids: Iterable[int]) -> None:
    """Until the transaction ends nobody else counts who reacted to these posts, nor adds to it."""
    held = Post.objects.select_for_update(no_key=True).filter(pk__in=list(post_ids)).order_by("pk")
    list(held.values_list("pk", flat=True))


def _say_reactions(rows: Sequence[PostReading]) -> None:
    """Those of whom the source says only how many they are count beside those who are known."""
    ids = [row.post_id for row in rows]
    hold_posts(ids)
    told = Reaction.objects.filter(post_id__in=ids).told_by_post(NEWCOMER)
    for row in rows:
        if (known := told.get(row.post_id)) is not None:
            unknown = max(row.post.reaction_count - known.rows, 0)
            row.reactions, row.savers, row.new_admirers = known.people + unknown, known.savers, known.newcomers


def _mark_answered_back(rows: PostReadingQuerySet) -> None:
    """Of these answers, and of those that they answer, it is known that both sides answered."""
    mutual = rows.answers().filter(Exists(_answers_back()))
    pairs = set(mutual.values_list("author_id", "to_member_id"))
    if not pairs:
        return
    mutual.filter(answered_back=False).update(answered_back=True)
    ends = {"author_id__in": {to for _by, to in pairs}, "to_member_id__in": {by for by, _to in pairs}}
    others = PostReading.objects.filter(answered_back=False, **ends).values_list("pk", "author_id", "to_member_id")
    found = [pk for pk, by, to in others if (to, by) in pairs]
    PostReading.objects.filter(pk__in=found).update(answered_back=True)


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
    introducing = _introducing(posts)
    rows, unthanked = [], list[PostReading]()
    for place, (post, text) in enumerate(zip(posts, texts, strict=True)):
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
        row.introduces = place in introducing
        unthanked.append(row)
    rows[posts.index(opener)].repliers = len(ranks)
    return rows


def _answers_back() -> QuerySet[PostReading]:
    return PostReading.objects.filter(author=OuterRef("to_member"), to_member=OuterRef("author"))


def _introducing(posts: Sequence[Post]) -> set[int]:
    """Return the places of the posts that call somebody by name who came into the thread only after them."""
    came: dict[str, int] = {}
    for place, post in enumerate(posts):
        if post.author.kind == Member.Kind.PERSON:
            came.setdefault(post.author.nickname, place)
    calling = ((place, post.whole_text) for place, post in enumerate(posts))
    return {
        place for place, text in calling if "@" in text and any(came[name] > place for name in names_in(text, came))
    }


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
        version=version_in(normal),
        is_paid=post.is_paid or says_it_is_paid(post.whole_text),
    )
