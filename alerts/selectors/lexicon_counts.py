"""How many posts of the last 90 days each phrase names, as counted last."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from alerts.labels import facet_label
from alerts.models import FacetField, LexiconEntry, PhraseCount
from alerts.rules.lexicons import SHIPPED_ENTRIES
from alerts.rules.mentions import shipped_phrases

Counts = dict[tuple[str, str, str], int]


class ShippedEntry(NamedTuple):
    """A shipped entry: its label, and its phrases with their counts."""

    name: str
    label: str
    phrases: list[tuple[str, int | None]]


def read_counts(phrases: Iterable[str] | None = None) -> Counts:
    """Return the counts of these phrases, of all if none are given."""
    rows = PhraseCount.objects.all()
    if phrases is not None:
        rows = rows.filter(phrase__in=list(phrases))
    counts = {}
    for row in rows:
        counts[row.facet, row.entry, row.phrase] = row.post_count
    return counts


def count_of(counts: Counts, row: LexiconEntry) -> int | None:
    """Return the count of a word, None if it was not counted yet."""
    return counts.get((row.facet, row.entry, row.phrase))


def shipped_groups(search: str = "", facet: str = "") -> list[Any]:
    """Return the shipped entries by facet; with a search, those in which it is
    found.
    """
    counts = read_counts()
    wanted = search.strip().lower()
    groups = []
    for field in FacetField:
        if facet and facet != field.value:
            continue
        entries = _entries_of(field.value, counts, wanted)
        if entries:
            groups.append((field.label, entries))
    return groups


def _entries_of(facet: str, counts: Counts, wanted: str) -> list[ShippedEntry]:
    by_name: dict[str, list[tuple[str, int | None]]] = {}
    entries = SHIPPED_ENTRIES[facet]
    for _start, phrase in shipped_phrases(facet, entries):
        count = counts.get((facet, phrase.name, phrase.shown))
        by_name.setdefault(phrase.name, []).append((phrase.shown, count))
    found = []
    for name, phrases in by_name.items():
        label = facet_label(name)
        words = [name, label.lower(), *(shown for shown, _count in phrases)]
        if not wanted or any(wanted in word for word in words):
            found.append(ShippedEntry(name, label, phrases))
    return found
