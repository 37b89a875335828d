"""The wordings in which a claim is said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from alerts.selectors.lexicon import current_lexicon
from community.rules.text import are_copies, normalise
from immunity.models import Claim, ClaimPost, ClaimWording
from immunity.rules.claim_words import words_of

MAX_WORDINGS_OF_CLAIM = 40
TEXT_LENGTH = 400


def add_wording(
    claim: Claim,
    text: str,
    *,
    seen_at: datetime,
    user: Any = None,
) -> bool:
    """Add a wording to a claim unless it has one like it; return whether."""
    words = words_of(normalise(text), current_lexicon())
    wording = ClaimWording(
        claim=claim,
        text=text[:TEXT_LENGTH],
        words=words.as_stored(),
        text_key=words.key,
        seen_at=seen_at,
        added_by=user,
    )
    return _add(wording)


def add_wordings(rows: Iterable[ClaimPost]) -> None:
    """Add what spreading posts say to the wordings of their claims, unless a
    claim has one like it, or many already.
    """
    for row in rows:
        if row.stance == ClaimPost.StanceWord.SPREADING and row.claim_id:
            wording = ClaimWording(
                claim_id=row.claim_id,
                post_id=row.post_id,
                text=row.said,
                words=row.words,
                text_key=row.text_key,
                seen_at=row.posted_at,
            )
            _add(wording)


def _add(wording: ClaimWording) -> bool:
    known = ClaimWording.objects.filter(claim=wording.claim_id)
    keys = list(known.values_list("text_key", flat=True))
    is_known = any(are_copies(wording.text_key, other) for other in keys)
    is_of_post = wording.post_id is not None
    if is_known or (len(keys) >= MAX_WORDINGS_OF_CLAIM and is_of_post):
        return False
    wording.save()
    return True
