"""The wordings in which a claim is said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from community.rules.text import are_copies, normalise
from immunity.models import Claim, ClaimPost, ClaimWording
from immunity.rules.claim_words import words_of

MAX_WORDINGS_OF_CLAIM = 40


def add_wording(
    claim: Claim,
    text: str,
    *,
    seen_at: datetime,
    user: Any = None,
) -> bool:
    """Add a wording to a claim unless it has one like it; return whether."""
    words = words_of(normalise(text))
    return _add(claim.pk, text, words.as_stored(), words.key, seen_at, user)


def add_wordings(rows: Iterable[ClaimPost]) -> None:
    """Add what spreading posts say to the wordings of their claims, unless a
    claim has one like it, or many already.
    """
    for row in rows:
        if row.stance == ClaimPost.StanceWord.SPREADING and row.claim_id:
            _add(
                row.claim_id,
                row.said,
                row.words,
                row.text_key,
                row.posted_at,
                None,
            )


def _add(
    claim_id: int,
    text: str,
    words: dict[str, Any],
    key: str,
    seen_at: datetime,
    user: Any,
) -> bool:
    known = ClaimWording.objects.filter(claim=claim_id)
    keys = list(known.values_list("text_key", flat=True))
    is_known = any(are_copies(key, other) for other in keys)
    if is_known or (len(keys) >= MAX_WORDINGS_OF_CLAIM and user is None):
        return False
    ClaimWording.objects.create(
        claim_id=claim_id,
        text=text[:400],
        words=words,
        text_key=key,
        seen_at=seen_at,
        added_by=user,
    )
    return True
