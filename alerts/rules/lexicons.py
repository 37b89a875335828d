"""A lexicon: the shipped entries, and the brand's own words beside them.

It never changes once it is made; another version is another Lexicon.
"""

from collections.abc import Iterable
from typing import NamedTuple

from alerts.rules.lexicon import COMPONENTS, SCENES, SYMPTOMS, TRIGGERS
from alerts.rules.mentions import (
    EntryPhrase,
    Mention,
    MentionFinder,
    plain_phrase,
    shipped_phrases,
)
from community.rules.text import normalise

# The shipped entries by the field of their facet.
SHIPPED_ENTRIES = {
    "components": COMPONENTS,
    "symptoms": SYMPTOMS,
    "scenes": SCENES,
    "triggers": TRIGGERS,
}
MIN_LETTERS = 2
MAX_LETTERS = 40


class OwnWord(NamedTuple):
    """A phrase that the brand has added to an entry of a facet, normalised."""

    facet: str
    entry: str
    phrase: str


class Lexicon:
    """The phrases by which texts are read; `version` is 0 without own words."""

    def __init__(
        self,
        own: Iterable[OwnWord] = (),
        *,
        version: int = 0,
    ) -> None:
        self.version = version
        self.own = tuple(own)
        phrases = list(_SHIPPED_PHRASES)
        for word in self.own:
            phrases.append(plain_phrase(*word))
        self._finder = MentionFinder(phrases)

    def find(self, normal: str) -> dict[str, list[Mention]]:
        """Return what a normalised text mentions, by facet."""
        return self._finder.find(normal)

    def find_phrases(self, normal: str) -> set[EntryPhrase]:
        """Return the phrases that a normalised text holds."""
        return self._finder.find_phrases(normal)

    def names(self, facet: str, entry: str, phrase: str) -> bool:
        """Return whether a phrase is read as an entry already."""
        mentions = self.find(phrase).get(facet, ())
        return any(one.name == entry for one in mentions)

    def with_word(self, word: OwnWord) -> "Lexicon":
        """Return this lexicon with another word, of the same version."""
        return Lexicon((*self.own, word), version=self.version)

    def without_word(self, word: OwnWord) -> "Lexicon":
        """Return this lexicon without a word, of the same version."""
        others = [one for one in self.own if one != word]
        return Lexicon(others, version=self.version)


def _read_shipped() -> list[tuple[str, EntryPhrase]]:
    phrases = []
    for facet, entries in SHIPPED_ENTRIES.items():
        phrases += shipped_phrases(facet, entries)
    return phrases


_SHIPPED_PHRASES = _read_shipped()
SHIPPED = Lexicon()


def clean_phrase(text: str) -> str:
    """Return a phrase as texts are normalised, without marks at its ends; empty
    if too little of it remains to be found.
    """
    phrase = " ".join(normalise(text).split()).strip(" .,'!?，。！？、")
    is_long_enough = MIN_LETTERS <= len(phrase) <= MAX_LETTERS
    has_start = " " not in phrase[:MIN_LETTERS]
    return phrase if is_long_enough and has_start else ""
