"""What several people pass on becomes a suggested claim."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.selectors.lexicon import current_lexicon
from immunity.models import Claim, ClaimPolicy, ClaimPost
from immunity.rules.claim_groups import find_claim, group_alike
from immunity.rules.claim_words import words_from
from immunity.rules.scenes import scene_words_of
from immunity.selectors.wordings import known_wordings
from immunity.services.wordings import add_wordings

MAX_COMPARED = 1_000
# Who refutes or asks does not spread it, but shows that it is being said.
PASSING_ON = ("spreading", "asking")


def suggest_claims(*, policy: ClaimPolicy, now: datetime) -> set[int]:
    """Make suggested claims of posts of no claim that enough people agree in,
    and return them. Runs in the transaction that stored the posts.
    """
    since = now - timedelta(days=policy.window_days)
    rows = ClaimPost.objects.free().counted().filter(posted_at__gte=since)
    newest = rows.select_related("post").order_by("-pk")[:MAX_COMPARED]
    ordered = sorted(newest, key=lambda row: row.pk)
    texts = [words_from(row.words, row.text_key) for row in ordered]
    made = set()
    for group in group_alike(texts):
        found = [ordered[place] for place in group]
        authors = set()
        for row in found:
            if row.stance in PASSING_ON:
                authors.add(row.post.author_id)
        if len(authors) >= policy.suggest_authors:
            made.add(_suggest(found, now).pk)
    return made


def _suggest(rows: Sequence[ClaimPost], now: datetime) -> Claim:
    """Store a suggested claim with its posts, and return it."""
    first = _first_wording(rows)
    words = words_from(first.words, first.text_key)
    settled = Claim.objects.filter(state=Claim.State.CLOSED)
    known = find_claim(words, known_wordings(settled))
    claim = Claim.objects.create(
        text=first.said[: Claim._meta.get_field("text").max_length],
        post_id=first.post_id,
        scene_words=scene_words_of(first.said, current_lexicon()),
        words=first.words,
        returns_of_id=None if known is None else known.claim,
        opened_at=now,
    )
    for row in rows:
        row.claim = claim
    ClaimPost.objects.bulk_update(rows, ["claim"])
    add_wordings(rows)
    return claim


def _first_wording(rows: Sequence[ClaimPost]) -> ClaimPost:
    """Return the post whose words name the claim: the first that spreads it,
    else the first one.
    """
    spreading = [row for row in rows if row.stance == "spreading"]
    named: ClaimPost = min(
        spreading or rows, key=lambda row: (row.posted_at, row.pk)
    )
    return named
