"""The features of posts, which are the evidence of roles, read with their
threads.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from common.calendar import business_date
from community.models import Post, PostFeatures, Reaction
from community.querysets import PostFeaturesQuerySet
from community.rules.questions import read_tone
from community.rules.text import normalise
from community.rules.topics import (
    pictures_in,
    read_marks,
    version_in,
)
from community.rules.welcomes import (
    quarrels,
    says_writer_is_new,
)
from community.services.post_marks import (
    find_introducing,
    is_advert,
    set_quarrels,
)
from community.services.post_uses import (
    count_uses,
    posts_used_by,
    set_users,
    store_uses,
)
from community.services.reaction_counts import (
    NEWCOMER,
    count_reactions,
    set_reactions,
)
from members.models import Member

_FIELDS = (
    "author",
    "posted_at",
    "reactions",
    "to_member",
    "to_newcomer",
    "to_upset",
    "to_question",
    "asks",
    "complains",
    "gathers",
    "pictures",
    "repliers",
    "thanked",
    "reply_rank",
    "depth",
    "scenery",
    "welcomes",
    "calms",
    "length",
    "savers",
    "new_admirers",
    "introduces",
    "version",
    "is_paid",
    "in_quarrel",
    "users",
)


def write_post_features(threads: Iterable[list[Post]]) -> None:
    """Store the features of all posts of these whole threads: of each its posts
    by time, without deleted ones.
    """
    opened = []
    authors: set[int] = set()
    sources: set[int] = set()
    for posts in threads:
        thread = _Thread(posts, find_opener(posts))
        opened.append(thread)
        sources.update(post.source_id for post in posts)
        if thread.opener is not None:
            authors.add(thread.opener.author_id)
    newcomers = _NewcomerRecord(_first_posts(authors), _record_began(sources))
    rows: list[PostFeatures] = []
    for thread in opened:
        rows += _features_of_thread(thread, newcomers)
    set_reactions(rows)
    used = store_uses([row.post for row in rows])
    set_users(rows)
    PostFeatures.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=list(_FIELDS),
        batch_size=1000,
    )
    written = PostFeatures.objects.filter(
        pk__in=[row.post_id for row in rows],
    )
    _mark_answered_back(written)
    count_uses(used - {row.post_id for row in rows})


def follow_members(member_ids: Collection[int]) -> None:
    """Bring the features of posts up to date after posts changed hands between
    these members: authors, who answered each other, and how many people
    reacted.
    """
    written = Post.objects.filter(pk=OuterRef("post_id")).values("author_id")
    moved = PostFeatures.objects.filter(author_id__in=member_ids).exclude(
        author_id=F("post__author_id"),
    )
    moved.update(author_id=Subquery(written))
    theirs = PostFeatures.objects.answers().filter(
        Q(author_id__in=member_ids) | Q(to_member_id__in=member_ids),
    )
    for is_mutual in (True, False):
        wrong = theirs.filter(
            Exists(_answers_back(), negated=not is_mutual),
            answered_back=not is_mutual,
        )
        wrong.update(answered_back=is_mutual)
    reactions = Reaction.objects.filter(member_id__in=member_ids)
    count_reactions(set(reactions.values_list("post_id", flat=True)))
    count_uses(posts_used_by(member_ids))


def _mark_answered_back(rows: PostFeaturesQuerySet) -> None:
    """Mark these answers, and those that they answer, where both sides
    answered each other.
    """
    mutual = rows.answers().filter(Exists(_answers_back()))
    pairs = set(mutual.values_list("author_id", "to_member_id"))
    if not pairs:
        return
    mutual.filter(answered_back=False).update(answered_back=True)
    others = PostFeatures.objects.filter(
        answered_back=False,
        author_id__in={to for _by, to in pairs},
        to_member_id__in={by for by, _to in pairs},
    ).values_list("pk", "author_id", "to_member_id")
    found = [pk for pk, by, to in others if (to, by) in pairs]
    PostFeatures.objects.filter(pk__in=found).update(answered_back=True)


def _answers_back() -> QuerySet[PostFeatures]:
    """Return the answers of the one who is answered to the one who answers."""
    return PostFeatures.objects.filter(
        author=OuterRef("to_member"),
        to_member=OuterRef("author"),
    )


def _first_posts(authors: set[int]) -> dict[int, datetime]:
    """Return when each author wrote first."""
    posts = Post.objects.filter(author_id__in=authors).order_by()
    first = posts.values("author_id").annotate(first=Min("posted_at"))
    return dict(first.values_list("author_id", "first"))


def _record_began(sources: set[int]) -> dict[int, datetime]:
    """Return when the first post of each source was written."""
    posts = Post.objects.order_by("posted_at", "pk").values_list(
        "posted_at",
        flat=True,
    )
    return {source: posts.filter(source_id=source)[0] for source in sources}


class _NewcomerRecord(NamedTuple):
    """The first post of each author, and the first of each source."""

    first_post: dict[int, datetime]
    began: dict[int, datetime]

    def is_newcomer(self, post: Post) -> bool:
        """Return whether the author of a post was new when they wrote it.

        Without a joining date this is known only if the record reaches further
        back than the time of a newcomer.
        """
        joined_on = post.author.joined_on
        is_arrival = post.author.joined_from == Member.JoinedFrom.ARRIVAL
        if joined_on and not is_arrival:
            return business_date(post.posted_at) - joined_on <= NEWCOMER
        first_post = self.first_post[post.author_id]
        is_recorded = first_post - self.began[post.source_id] > NEWCOMER
        return is_recorded and post.posted_at - first_post <= NEWCOMER


class _Thread(NamedTuple):
    """The posts of a thread by time, and the one that opened it, if known."""

    posts: list[Post]
    opener: Post | None


def find_opener(posts: Iterable[Post]) -> Post | None:
    """Return the post that opens a thread, None if it is not among its posts."""
    return next((post for post in posts if post.is_opening), None)


def _features_of_thread(
    thread: _Thread,
    newcomers: _NewcomerRecord,
) -> list[PostFeatures]:
    """Return the features of the posts of a thread, in their order."""
    texts = [normalise(post.whole_text) for post in thread.posts]
    rows = list(map(_own_features, thread.posts, texts))
    opener = thread.opener
    if opener is None or opener.author.kind != Member.Kind.PERSON:
        return rows
    is_newcomer = newcomers.is_newcomer(opener) or says_writer_is_new(
        texts[thread.posts.index(opener)],
    )
    _set_answers(rows, opener, is_newcomer, texts)
    _set_thanked(rows, opener, texts)
    set_quarrels(rows, texts)
    introducing = find_introducing(thread.posts)
    for position, row in enumerate(rows):
        if row.to_member_id is not None:
            row.introduces = position in introducing
    return rows


def _set_answers(
    rows: list[PostFeatures],
    opener: Post,
    is_newcomer: bool,
    texts: list[str],
) -> None:
    """Set whom each answer answers, and how many people answered the opener."""
    opener_row = next(row for row in rows if row.post == opener)
    tone = read_tone(texts[rows.index(opener_row)])
    ranks: dict[int, int] = {}
    for row in rows:
        author = row.post.author
        if author == opener.author or author.kind != Member.Kind.PERSON:
            continue
        row.to_member_id = opener.author_id
        row.to_newcomer = is_newcomer
        row.to_upset = tone.upset > 0
        row.to_question = tone.is_question
        row.reply_rank = ranks.setdefault(author.pk, len(ranks) + 1)
    opener_row.repliers = len(ranks)


def _set_thanked(
    rows: list[PostFeatures],
    opener: Post,
    texts: list[str],
) -> None:
    """Set which answers were thanked: when the opener writes thanks, the answer
    of most substance since they wrote last.
    """
    waiting: list[PostFeatures] = []
    for row, text in zip(rows, texts, strict=True):
        if row.to_member_id is not None:
            waiting.append(row)
        elif row.post.author_id == opener.author_id:
            if waiting and read_tone(text).is_thanks:
                best = max(waiting, key=lambda one: (one.depth, one.length))
                best.thanked = True
            waiting = []


def _own_features(post: Post, normal: str) -> PostFeatures:
    """Return the features of a post by itself."""
    marks = read_marks(normal)
    tone = read_tone(normal)
    return PostFeatures(
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
        is_paid=is_advert(post, normal),
        in_quarrel=quarrels(normal),
    )
