"""Posts at fixed ages, stored as their threads are read and as people react."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from community.models import Post, PostAges, PostFeatures, Reaction
from community.rules.ages import AGES, ByAge, people_by_age
from community.services.thread_reading import ReadThread
from members.models import Member

Acts = list[tuple[int, datetime]]
_OF_REACTIONS = ("reacted", "saved")
_OF_THREADS = ("answered", "thanked")


def write_ages(
    threads: Sequence[ReadThread],
    thanked: dict[int, tuple[int, datetime]],
) -> None:
    """Store how all posts of these threads were at fixed ages.

    thanked: who thanked for a post, and when, by its number.
    """
    posts = [post for thread in threads for post in thread.posts]
    acts: dict[str, dict[int, Acts]] = {
        "answered": _answers(threads),
        "thanked": {post: [thanks] for post, thanks in thanked.items()},
    }
    acts |= _reactions([post.pk for post in posts])
    _store(posts, acts)


def write_ages_of_reactions(post_ids: Collection[int]) -> None:
    """Store anew how many people reacted to these posts at fixed ages, and
    saved them.
    """
    posts = Post.objects.filter(pk__in=post_ids, features__isnull=False)
    _store(list(posts.order_by("pk")), _reactions(post_ids))


def _store(posts: Sequence[Post], acts: dict[str, dict[int, Acts]]) -> None:
    """Store the figures of these acts; where there are none at all, nothing is
    stored.
    """
    known = PostAges.objects.in_bulk([post.pk for post in posts])
    rows = []
    for post in posts:
        row = known.get(post.pk) or PostAges(post_id=post.pk)
        for name, by_post in acts.items():
            counts = people_by_age(post.posted_at, by_post.get(post.pk, ()))
            _set(row, name, counts)
        if post.pk in known or _has_any(row):
            rows.append(row)
    fields = [f"{name}_{age}" for name in sorted(acts) for age in AGES]
    PostAges.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["post"],
        update_fields=fields,
        batch_size=1000,
    )


def _set(row: PostAges, name: str, counts: ByAge) -> None:
    for age, count in zip(AGES, counts, strict=True):
        setattr(row, f"{name}_{age}", count)


def _has_any(row: PostAges) -> bool:
    last = AGES[-1]
    names = (*_OF_REACTIONS, *_OF_THREADS)
    return any(getattr(row, f"{name}_{last}") for name in names)


def _answers(threads: Sequence[ReadThread]) -> dict[int, Acts]:
    """Return which people came into the threads that a post opens, and when."""
    found: dict[int, Acts] = defaultdict(list)
    for thread in threads:
        if thread.opener is None:
            continue
        opening = thread.posts[thread.opener]
        for post in thread.posts:
            is_person = post.author.kind == Member.Kind.PERSON
            if is_person and post.author_id != opening.author_id:
                found[opening.pk].append((post.author_id, post.posted_at))
    return found


def _reactions(post_ids: Collection[int]) -> dict[str, dict[int, Acts]]:
    """Return who reacted to these posts and who saved them, and when: two
    records of one person count once, the author not at all.
    """
    rows = list(
        Reaction.objects.filter(post_id__in=post_ids)
        .order_by()
        .values_list(
            "post_id",
            "post__author_id",
            "member_id",
            "kind",
            "reacted_at",
        ),
    )
    mentioned = {row[1] for row in rows} | {row[2] for row in rows}
    unmerged = Member.objects.unmerged_by_id(mentioned)
    reacted: dict[int, Acts] = defaultdict(list)
    saved: dict[int, Acts] = defaultdict(list)
    for post, author, member, kind, at in rows:
        person = unmerged[member]
        if person.kind != Member.Kind.PERSON:
            continue
        if person.pk == unmerged[author].pk:
            continue
        reacted[post].append((person.pk, at))
        if kind == Reaction.Kind.SAVE:
            saved[post].append((person.pk, at))
    return {"reacted": reacted, "saved": saved}


def thanks_of(rows: Sequence[PostFeatures]) -> dict[int, tuple[int, datetime]]:
    """Return who thanked for each of these posts, and when, as reading their
    thread has found it.
    """
    found: dict[int, tuple[int, datetime]] = {}
    for row in rows:
        if row.thanked and row.thanked_at and row.to_member_id:
            found[row.post_id] = (row.to_member_id, row.thanked_at)
    return found
