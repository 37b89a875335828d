"""Posts are read for claims in the order of their arrival, each post once, by
a progress mark of its own.

What passes something on, refutes it or asks about it is kept. It belongs to
the claim that it repeats; of what repeats none, several people who say the
same make a suggested claim. A run that is killed can be repeated.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from alerts.rules.lexicons import Lexicon
from alerts.selectors.lexicon import current_lexicon
from common.db.committed_ids import committed_through
from common.db.locks import exclusive
from community.models import Post
from community.rules.text import normalise
from community.services.copied_texts import OwnTexts
from immunity.models import Claim, ClaimCursor, ClaimPolicy, ClaimPost
from immunity.rules.claim_groups import KnownWording, find_claim
from immunity.rules.claim_words import (
    ClaimWords,
    words_from,
    words_of,
)
from immunity.rules.stances import StanceReading, read_stance
from immunity.selectors.policies import policy_in_force
from immunity.selectors.wordings import known_wordings
from immunity.services.announcing import announce_spreading
from immunity.services.suggesting import claim_posts, suggest_claims
from immunity.services.wordings import add_wordings
from members.models import Member

LOCK = "immunity:claims"
BATCH_POSTS = 500
BATCHES_OF_A_TURN = 10
# What belongs to no claim after so long is forgotten.
KEPT_FREE = timedelta(days=30)


class ClaimRun(NamedTuple):
    """What a run did: posts read, those kept, claims suggested, and claims of
    which colleagues are notified.
    """

    posts: int = 0
    kept: int = 0
    suggested: int = 0
    spreading: int = 0


class _Kept(NamedTuple):
    """A post that says something of a claim."""

    post: Post
    reading: StanceReading
    words: ClaimWords


def read_new_posts(
    *,
    now: datetime,
    most_batches: int | None = BATCHES_OF_A_TURN,
) -> ClaimRun:
    """Read the posts that have not been read for claims, so many batches of
    them or all. Returns nothing done if another process is at it.
    """
    total = ClaimRun()
    horizon = committed_through(Post)
    if _through_post() >= horizon:
        return total
    with exclusive(LOCK) as held:
        batches = 0
        while held and batches != most_batches:
            done = _read_batch(horizon, now)
            if done is None:
                break
            batches += 1
            total = ClaimRun(
                *(one + other for one, other in zip(total, done, strict=True)),
            )
    return total


def lock_claims() -> None:
    """Let nobody else enter or suggest a claim until the transaction ends, so
    that the same claim is not made twice.
    """
    ClaimCursor.objects.get_or_create(pk=1)
    ClaimCursor.objects.select_for_update().get(pk=1)


def _through_post() -> int:
    marks = ClaimCursor.objects.values_list("through_post", flat=True)
    return marks.first() or 0


@transaction.atomic
def _read_batch(horizon: int, now: datetime) -> ClaimRun | None:
    cursor, _made = ClaimCursor.objects.get_or_create(pk=1)
    arrived = Post.objects.after(cursor.through_post).filter(pk__lte=horizon)
    posts = list(arrived.select_related("author")[:BATCH_POSTS])
    if not posts:
        return None
    policy = policy_in_force()
    kept = list(_kept_of(posts))
    lock_claims()
    touched = store_kept(kept)
    suggested = suggest_claims(policy=policy, now=now) if kept else set()
    spreading = announce_spreading(touched | suggested, policy=policy, now=now)
    old = ClaimPost.objects.free().filter(posted_at__lt=now - KEPT_FREE)
    old.delete()
    cursor.through_post = posts[-1].pk
    cursor.save(update_fields=["through_post"])
    return ClaimRun(len(posts), len(kept), len(suggested), spreading)


def _kept_of(posts: list[Post]) -> Iterable[_Kept]:
    """Yield the posts of people that say something of a claim, unpaid and in
    their own words.
    """
    own_texts = OwnTexts(posts)
    lexicon = current_lexicon()
    for post in posts:
        text = own_texts.of(post)
        is_person = post.author.kind == Member.Kind.PERSON
        if not is_person or post.is_deleted or post.is_history:
            continue
        found = read_post(post, text, lexicon)
        if found is not None:
            yield found


def read_post(post: Post, text: str, lexicon: Lexicon) -> _Kept | None:
    """Return what a post says of a claim, None for nothing."""
    reading = read_stance(normalise(text))
    if reading is None:
        return None
    words = words_of(normalise(reading.said), lexicon)
    return _Kept(post, reading, words) if words.terms else None


def store_kept(kept: Iterable[_Kept]) -> set[int]:
    """Store posts with the claims that they repeat, and return these claims.

    A post that refutes by experience alone is kept for a known claim only.
    """
    rows: list[ClaimPost] = []
    wordings = _followed_wordings()
    for one in kept:
        found = find_claim(one.words, wordings)
        if found is None and one.reading.by_experience:
            continue
        claim = None if found is None else found.claim
        rows.append(_row(one, claim))
    ClaimPost.objects.bulk_create(rows, ignore_conflicts=True)
    touched = {row.claim_id for row in rows if row.claim_id is not None}
    add_wordings(row for row in rows if row.claim_id is not None)
    return touched


def _followed_wordings() -> list[KnownWording]:
    return known_wordings(Claim.objects.followed())


def _row(one: _Kept, claim: int | None) -> ClaimPost:
    return ClaimPost(
        claim_id=claim,
        post=one.post,
        stance=one.reading.stance.value,
        said=one.reading.said,
        words=one.words.as_stored(),
        text_key=one.words.key,
        posted_at=one.post.posted_at,
    )


def attach_earlier(claim: Claim, *, policy: ClaimPolicy, now: datetime) -> int:
    """Let posts of no claim that repeat a claim belong to it; return how many.
    Runs in the transaction that made or changed the claim.
    """
    wordings = known_wordings([claim.pk])
    found = []
    rows: Any = ClaimPost.objects.free().filter(
        posted_at__gte=now - KEPT_FREE,
    )
    for row in rows.order_by("pk").iterator():
        words = words_from(row.words, row.text_key)
        if find_claim(words, wordings) is not None:
            found.append(row)
    attached = claim_posts(claim, found)
    add_wordings(attached)
    announce_spreading({claim.pk}, policy=policy, now=now)
    return len(attached)
