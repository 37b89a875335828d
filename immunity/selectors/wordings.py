"""The wordings of known claims, to be compared with what is said now."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from immunity.models import ClaimWording
from immunity.rules.claim_groups import KnownWording
from immunity.rules.claim_words import words_from

MAX_WORDINGS = 5_000


class Recognised(NamedTuple):
    """A claim that was known before: when it was answered, and with whose
    evidence.
    """

    claim: Any
    answered_on: date | None
    evidence: list[Any]


def known_wordings(rows: Iterable[Any]) -> list[KnownWording]:
    """Return the wordings of claims, the newest ones first."""
    wordings = ClaimWording.objects.filter(claim__in=rows).order_by("-pk")
    columns = ("claim_id", "words", "text_key")
    found = []
    for claim, words, key in wordings.values_list(*columns)[:MAX_WORDINGS]:
        found.append(KnownWording(claim, words_from(words, key)))
    return found
