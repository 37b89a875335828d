"""Words are added to the lexicon and removed from it, with who did it and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.models import LexiconEntry, WordProposal
from alerts.selectors.lexicon import NewWord, current_lexicon
from common.db.locks import exclusive
from common.errors import Conflict

LEXICON_LOCK = "alerts:lexicon"
Key = tuple[str, str, str]


class AddedWords(NamedTuple):
    """The rows that were added, and how many words were read so already."""

    rows: list[LexiconEntry]
    unchanged: int


def add_words(
    *,
    words: Iterable[NewWord],
    user: Any,
    now: datetime,
) -> AddedWords:
    """Add words as one version of the lexicon; sent again, they add nothing.

    Posts that arrive from now on are read with them. Reports keep what was
    read when they were classified.
    """
    with exclusive(LEXICON_LOCK, wait=True), transaction.atomic():
        return _add(words, user, now)


def _add(words: Iterable[NewWord], user: Any, now: datetime) -> AddedWords:
    known = set(
        LexiconEntry.objects.in_force().values_list(
            "facet", "entry", "phrase"
        ),
    )
    lexicon = current_lexicon()
    version = LexiconEntry.objects.last_version() + 1
    rows = []
    unchanged = 0
    for new in words:
        if new.word in known or lexicon.names(*new.word):
            unchanged += 1
            continue
        known.add(tuple(new.word))
        row = LexiconEntry.objects.create(
            **new.word._asdict(),
            label_zh=new.label_zh,
            label_en=new.label_en,
            version=version,
            added_at=now,
            added_by=user,
        )
        rows.append(row)
    return AddedWords(rows, unchanged)


def remove_word(*, entry_id: int, user: Any, now: datetime) -> LexiconEntry:
    """Remove a word: posts that arrive from now on are read without it.

    Errors: Conflict if it was removed before.
    """
    with exclusive(LEXICON_LOCK, wait=True), transaction.atomic():
        row = LexiconEntry.objects.select_for_update().get(pk=entry_id)
        if row.removed_at is not None:
            message = _("“%(phrase)s” was removed before.")
            raise Conflict("removed", message % {"phrase": row.phrase})
        row.removed_version = LexiconEntry.objects.last_version() + 1
        row.removed_at = now
        row.removed_by = user
        row.save(update_fields=["removed_version", "removed_at", "removed_by"])
        return row


def dismiss_proposal(*, proposal_id: int, user: Any, now: datetime) -> None:
    """Dismiss a proposed word; it is not proposed again."""
    waiting = WordProposal.objects.filter(
        pk=proposal_id,
        dismissed_at__isnull=True,
    )
    waiting.update(dismissed_at=now, dismissed_by=user)


def restore_proposal(*, proposal_id: int) -> None:
    """Propose a dismissed word again."""
    WordProposal.objects.filter(pk=proposal_id).update(
        dismissed_at=None,
        dismissed_by=None,
    )
