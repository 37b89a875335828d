"""Finds the phrases of word lists in a normalised text, each with its name and place.

A list is one string of alternatives joined by "|". Each is a regular
expression that begins with a letter as it is written, or with a choice of
such. In Latin letters only whole words fit.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import add, attrgetter
from typing import NamedTuple

from community.rules.phrase_patterns import write_out

STEM = 4
_LATIN = re.compile("[a-z0-9]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_SIGNS = frozenset("\\()[]{}*+?.|^$")


class Phrase(NamedTuple):
    """A phrase of a list, and where a text has it."""

    name: str
    start: int
    end: int


class _Entry:
    """One way to write a phrase: letters, and what has to follow them."""

    def __init__(self, name: str, pieces: tuple[str, ...]) -> None:
        count = 0
        while count < len(pieces) and not _SIGNS & set(pieces[count]):
            count += 1
        self.name = name
        self.letters = "".join(pieces[:count])
        self.rest = "".join(pieces[count:])
        conditions = sum(piece.startswith("(?") for piece in pieces)
        self.order = (conditions - len(pieces), self.letters, self.rest, name)
        if not self.letters:
            raise ValueError(f"{self.rest!r} of {name} begins with no letter")

    def compiled(self) -> "_Compiled":
        """Return the entry as it is looked for; rest: what has to follow the
        letters, None if nothing has to.
        """
        rest = self.rest
        if self.letters[-1].isascii():
            rest += "(?![a-z0-9])"
        return self.letters, re.compile(rest) if rest else None, self.name


# Letters, what has to follow them, and the name of the list.
_Compiled = tuple[str, re.Pattern[str] | None, str]


class PhraseFinder:
    """Finds the phrases of word lists (name -> alternatives).

    Of those that begin at one place the longest is found, and a phrase begins
    after the end of the one before it.
    Errors: ValueError for an alternative that does not begin with a letter.
    """

    def __init__(self, lists: Mapping[str, str]) -> None:
        starts: dict[str, list[_Entry]] = defaultdict(list)
        words: dict[str, list[_Entry]] = defaultdict(list)
        for entry in _written_out(lists):
            if entry.letters[0].isascii():
                words[_first_words(entry)].append(entry)
            else:
                starts[entry.letters[:3]].append(entry)
        for start in list(starts):
            if len(start) == 3:
                # So that every phrase is found by its first two letters.
                starts.setdefault(start[:2], [])
        found = _by_start(starts, _shorter_letters)
        self._threes = _of_length(found, 3)
        self._starts = _of_length(found, 2)
        self._letters = _of_length(found, 1)
        self._words = _by_start(words, _shorter_words)

    def find(self, normal: str) -> list[Phrase]:
        """Return all phrases in the order of the text."""
        if normal.isascii():
            return self._latin(normal)
        found = self._han(normal)
        if _LATIN.search(normal):
            found += self._latin(normal)
            found.sort(key=attrgetter("start"))
        return found

    def _han(self, normal: str) -> list[Phrase]:
        found: list[Phrase] = []
        # Looked up for all places at once, which is several times faster.
        pairs = map(self._starts.get, map(add, normal, f"{normal[1:]} "))
        by_three = self._threes.get
        by_letter = self._letters.get
        free = 0
        for place, pair in enumerate(pairs):
            if place < free:
                continue
            if pair is None:
                entries = by_letter(normal[place])
                if entries is None:
                    continue
            else:
                entries = by_three(normal[place : place + 3], pair)
            if entries:
                phrase = _find_at(entries, normal, place)
                if phrase is not None:
                    found.append(phrase)
                    free = phrase.end
        return found

    def _latin(self, normal: str) -> list[Phrase]:
        found: list[Phrase] = []
        words = self._words.get
        free = 0
        matches = list(_WORD.finditer(normal))
        spelled = [match.group() for match in matches]
        for match, word, following in zip(
            matches,
            spelled,
            [*spelled[1:], ""],
            strict=False,
        ):
            place = match.start()
            if place < free:
                continue
            entries = words(f"{word} {following}") or words(word)
            if entries is None:
                entries = words(word[:STEM])
                if entries is None:
                    continue
            phrase = _find_at(entries, normal, place)
            if phrase is not None:
                found.append(phrase)
                free = phrase.end
        return found


def _find_at(
    entries: tuple[_Compiled, ...],
    normal: str,
    place: int,
) -> Phrase | None:
    """Return the phrase of the first entry that fits at a place."""
    for letters, rest, name in entries:
        if normal.startswith(letters, place):
            end = place + len(letters)
            if rest is None:
                return Phrase(name, place, end)
            match = rest.match(normal, end)
            if match is not None:
                return Phrase(name, place, match.end())
    return None


def _first_words(entry: _Entry) -> str:
    """Return under which words an entry in Latin letters is looked up: the
    first two that are written whole, or the stem of the first word.

    "over the air" is found under "over the", and "charg[a-z]+", whose only
    word goes on in many ways, under "char". The last word of "touch scree[a-z]+"
    is not whole, which leaves "touch"; before "won't [a-z]+ up" a space ends
    the last word, which leaves "won't".
    """
    words: list[str] = _WORD.findall(entry.letters)
    if not words or not entry.letters.startswith(words[0]):
        raise ValueError(f"{entry.letters!r} begins with no word")
    # What follows the letters may be a condition, which adds nothing to them.
    nothing_added = entry.rest[:1] in ("", "(")
    if nothing_added or entry.letters.endswith(" "):
        return " ".join(words[:2])
    if entry.letters == words[0]:
        return words[0][:STEM]
    return " ".join(words[:-1][:2])


def _written_out(lists: Mapping[str, str]) -> Iterator[_Entry]:
    for name, alternatives in lists.items():
        for pieces in sorted(set(write_out(alternatives))):
            yield _Entry(name, pieces)


def _by_start(
    starts: Mapping[str, list[_Entry]],
    shorter: Callable[[str], Iterable[str]],
) -> dict[str, tuple[_Compiled, ...]]:
    """Return the entries by their start, those with a shorter start included,
    the longest first.
    """
    found = {}
    for start, entries in starts.items():
        known = list(entries)
        for other in shorter(start):
            known += starts.get(other, ())
        known.sort(key=attrgetter("order"))
        found[start] = tuple(entry.compiled() for entry in known)
    return found


def _of_length(
    found: Mapping[str, tuple[_Compiled, ...]],
    length: int,
) -> dict[str, tuple[_Compiled, ...]]:
    chosen = {}
    for start, entries in found.items():
        if len(start) == length:
            chosen[start] = entries
    return chosen


def _shorter_letters(start: str) -> Iterator[str]:
    for length in range(1, len(start)):
        yield start[:length]


def _shorter_words(start: str) -> Iterator[str]:
    first = start.split(" ", 1)[0]
    if first != start:
        yield first
    if first[:STEM] != first:
        yield first[:STEM]
