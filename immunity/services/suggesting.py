"""What several people pass on becomes a suggested claim."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alerts.selectors.lexicon import current_lexicon
from immunity.models import Claim, ClaimPolicy, ClaimPost
from immunity.rules.claim_groups import find_claim
from immunity.rules.claim_words import words_from
from immunity.rules.scenes import scene_words_of
from immunity.selectors.spreading import agreeing_posts
from immunity.selectors.wordings import known_wordings
from immunity.services.wordings import add_wordings


def suggest_claims(*, policy: ClaimPolicy, now: datetime) -> set[int]:
    """Make suggested claims of posts of no claim that enough people agree in,
    and return them. Runs in the transaction that stored the posts.
    """
    since = now - timedelta(days=policy.window_days)
    made = set()
    for posts in agreeing_posts(authors=policy.suggest_authors, since=since):
        made.add(_suggest(posts, now).pk)
    return made


def _suggest(rows: Sequence[ClaimPost], now: datetime) -> Claim:
    """Store a suggested claim with its posts, and return it."""
    first = _first_wording(rows)
    words = words_from(first.words, first.text_key)
    known = find_claim(words, known_wordings(Claim.objects.settled()))
    claim = Claim.objects.create(
        text=first.said[: Claim._meta.get_field("text").max_length],
        post_id=first.post_id,
        scene_words=scene_words_of(first.said, current_lexicon()),
        words=first.words,
        returns_of_id=None if known is None else known.claim,
        opened_at=now,
    )
    add_wordings(claim_posts(claim, rows))
    return claim


def claim_posts(claim: Claim, rows: Iterable[ClaimPost]) -> list[ClaimPost]:
    """Let those of these posts that still belong to no claim belong to this
    one, and return them.
    """
    keys = [row.pk for row in rows]
    free = ClaimPost.objects.free().select_for_update().filter(pk__any_of=keys)
    found = list(free.order_by("pk"))
    taken = [row.pk for row in found]
    ClaimPost.objects.filter(pk__any_of=taken).update(claim=claim)
    for row in found:
        row.claim = claim
    return found


def _first_wording(rows: Sequence[ClaimPost]) -> ClaimPost:
    """Return the post whose words name the claim: the first that spreads it,
    else the first one.
    """
    spreading = [row for row in rows if row.stance == "spreading"]
    named: ClaimPost = min(
        spreading or rows, key=lambda row: (row.posted_at, row.pk)
    )
    return named
