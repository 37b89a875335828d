"""The features of posts, which are the evidence of roles, read with their
threads.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from activity.rules.newcomers import NEWCOMER_TIME
from common.calendar import business_date
from community.models import Post, PostFeatures, Reaction
from community.rules.questions import Tone, read_tone
from community.rules.topics import (
    pictures_in,
    read_marks,
    version_in,
)
from community.rules.welcomes import (
    quarrels,
    says_writer_is_new,
)
from community.services.changed_threads import note_changed_threads
from community.services.mutual_answers import (
    answers_back,
    mark_answered_back,
    pairs_of,
    unmark_answered_back,
)
from community.services.post_ages import thanks_of, write_ages
from community.services.post_marks import (
    find_introducing,
    is_advert,
    mark_paid_times,
    set_quarrels,
)
from community.services.post_uses import (
    count_uses,
    posts_used_by,
    set_users,
    store_uses,
)
from community.services.reaction_counts import (
    count_reactions,
    set_reactions,
)
from community.services.thread_answers import answered_authors, set_answers
from community.services.thread_reading import ReadThread
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
    "names_somebody",
    "answered_back",
)


def write_post_features(threads: Iterable[ReadThread]) -> None:
    """Store the features of all posts of these threads."""
    opened = list(threads)
    authors: set[int] = set()
    sources: set[int] = set()
    for thread in opened:
        sources.update(post.source_id for post in thread.posts)
        authors |= answered_authors(thread)
    newcomers = _NewcomerRecord(_first_posts(authors), _record_began(sources))
    rows: list[PostFeatures] = []
    for thread in opened:
        rows += _features_of_thread(thread, newcomers)
    mark_paid_times(rows)
    numbers = []
    for row in rows:
        numbers.append(row.post_id)
    before = pairs_of(numbers)
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
    write_ages(opened, thanks_of(rows))
    mark_answered_back(PostFeatures.objects.filter(pk__in=numbers))
    after = {(row.author_id, row.to_member_id) for row in rows}
    unmark_answered_back(before - after)
    count_uses(used.difference(numbers))


def follow_members(member_ids: Collection[int]) -> None:
    """Bring the features of posts up to date after posts changed hands between
    these members: authors, who answered each other, and how many people
    reacted. Their threads are read again by the next scan.
    """
    written = Post.objects.filter(pk=OuterRef("post_id")).values("author_id")
    moved = PostFeatures.objects.filter(author_id__in=member_ids).exclude(
        author_id=F("post__author_id"),
    )
    keys = moved.values_list("post__source_id", "post__thread_key")
    note_changed_threads(keys.distinct())
    moved.update(author_id=Subquery(written))
    theirs = PostFeatures.objects.answers().filter(
        Q(author_id__in=member_ids) | Q(to_member_id__in=member_ids),
    )
    theirs = theirs.exclude(author_id=F("to_member_id"))
    mutual = Exists(answers_back())
    theirs.filter(mutual, answered_back=False).update(answered_back=True)
    theirs.filter(~mutual, answered_back=True).update(answered_back=False)
    reactions = Reaction.objects.filter(member_id__in=member_ids)
    count_reactions(set(reactions.values_list("post_id", flat=True)))
    count_uses(posts_used_by(member_ids))


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
    found: dict[int, datetime] = {}
    for source in sources:
        found[source] = posts.filter(source_id=source)[0]
    return found


class _NewcomerRecord(NamedTuple):
    """The first post of each author, and the first of each source."""

    first_post: dict[int, datetime]
    began: dict[int, datetime]

    def is_new(self, post: Post, normal: str) -> bool:
        """Return whether the author of a post with this text was new when they
        wrote it.

        Without a joining date and a word of their own this is known only if
        the record reaches further back than the time of a newcomer.
        """
        if says_writer_is_new(normal):
            return True
        joined_on = post.author.joined_on
        is_arrival = post.author.joined_from == Member.JoinedFrom.ARRIVAL
        if joined_on and not is_arrival:
            return business_date(post.posted_at) - joined_on <= NEWCOMER_TIME
        first_post = self.first_post[post.author_id]
        is_recorded = first_post - self.began[post.source_id] > NEWCOMER_TIME
        return is_recorded and post.posted_at - first_post <= NEWCOMER_TIME


def _features_of_thread(
    thread: ReadThread,
    newcomers: _NewcomerRecord,
) -> list[PostFeatures]:
    """Return the features of the posts of a thread, in their order."""
    tones = []
    for text in thread.texts:
        tones.append(read_tone(text))
    rows = []
    for place, post in enumerate(thread.posts):
        row = _own_features(post, thread.texts[place], tones[place])
        row.names_somebody = thread.names_somebody[place]
        rows.append(row)
    set_answers(rows, thread, tones, newcomers.is_new)
    set_quarrels(rows, thread)
    introducing = find_introducing(thread.posts)
    for position, row in enumerate(rows):
        if row.to_member_id is not None:
            row.introduces = position in introducing
    return rows


def _own_features(post: Post, normal: str, tone: Tone) -> PostFeatures:
    """Return the features of a post by itself."""
    marks = read_marks(normal)
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
