"""The wordings of known claims, to be compared with what is said now."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from alerts.selectors.lexicon import current_lexicon
from common.calendar import business_date
from community.rules.text import normalise, text_key
from immunity.models import Claim, ClaimWording
from immunity.rules.claim_groups import KnownWording, Repeated, find_claim
from immunity.rules.claim_words import words_from, words_of

MAX_WORDINGS = 5_000


class Recognised(NamedTuple):
    """A claim that was known before: how alike it is, when it was answered,
    and with whose evidence.
    """

    claim: Any
    likeness: float
    answered_on: date | None
    evidence: list[Any]


def known_wordings(
    rows: Iterable[Any] | None = None,
) -> list[KnownWording]:
    """Return the wordings of all claims, or of some, the newest ones first."""
    wordings: Any = ClaimWording.objects.order_by("-pk")
    if rows is not None:
        wordings = wordings.filter(claim__in=rows)
    columns = ("claim_id", "words", "text_key")
    found = []
    for claim, words, key in wordings.values_list(*columns)[:MAX_WORDINGS]:
        found.append(KnownWording(claim, words_from(words, key)))
    return found


def recognise(text: str, *, without: int | None = None) -> Recognised | None:
    """Return the known claim that a text repeats, None if it is new."""
    wordings = known_wordings()
    if without is not None:
        wordings = [one for one in wordings if one.claim != without]
    found = find_claim(words_of(normalise(text), current_lexicon()), wordings)
    return None if found is None else describe(found)


def describe(found: Repeated) -> Recognised:
    """Return what is known of the claim that a text repeats."""
    claim = Claim.objects.with_counts().get(pk=found.claim)
    evidence = claim.evidence.shown()
    rows = list(evidence.select_related("post__author", "post__source"))
    return Recognised(claim, found.likeness, _day(claim.answered_at), rows)


def key_of(text: str) -> str:
    """Return the key that tells copies of a text."""
    return text_key(normalise(text))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else business_date(moment)
