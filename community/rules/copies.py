"""Copies of earlier posts of a thread are quotes without marks: not the words
of who pasted them.

A copy is a run of letters that somebody else's earlier post has too, at least
COPIED_LENGTH long and of whole clauses (whole words in Latin script). "谢谢" or
"我的也是这样" are too short, and what one repeats of one's own stays one's own.
"""

import re
from typing import NamedTuple

# In Chinese characters; a letter of another script counts LETTER.
COPIED_LENGTH = 16.0
LETTER = 1 / 3
# A run of SEED + STEP - 1 letters contains a seed that is known.
SEED = 9
STEP = 8
MAX_LETTERS = 2000
MAX_EARLIER = 100
# A clause with a colon before a copy says whose words follow.
_LEAD_IN = re.compile(r"[^\s，。！？；、,.!?;]{1,20}[:：]\s*[\"“「『]?$")


class _Place(NamedTuple):
    """Where letters stand: in which earlier post, and at which of them."""

    post: int
    start: int


class EarlierPosts:
    """The letters of the posts of a thread, to find what later ones copy.

    The first MAX_EARLIER posts are known, of each the first MAX_LETTERS
    letters. The time grows with the length only.
    """

    def __init__(self) -> None:
        self._seeds: dict[str, _Place] = {}
        self._letters: list[str] = []
        self._authors: list[int] = []

    def add(self, author: int, text: str) -> None:
        """Know a text, without its quotes, as earlier."""
        if len(self._letters) >= MAX_EARLIER:
            return
        number = len(self._letters)
        letters = "".join(filter(str.isalnum, text))[:MAX_LETTERS].lower()
        self._letters.append(letters)
        self._authors.append(author)
        for start in range(0, len(letters) - SEED + 1, STEP):
            # Who wrote it first wrote it.
            self._seeds.setdefault(
                letters[start : start + SEED],
                _Place(number, start),
            )

    def own_words(self, author: int, text: str) -> str:
        """Return a text, without its quotes, without copies of what others
        wrote earlier; the text itself if it has none.
        """
        if not self._seeds or text_length(text) < COPIED_LENGTH:
            return text
        text_index = []
        for n, c in enumerate(text):
            if c.isalnum():
                text_index.append(n)
        letters = "".join(text[n] for n in text_index).lower()
        if len(letters) != len(text_index):
            return text
        kept = []
        at = 0
        for run in self._runs(author, letters):
            begin, end = _whole_clauses(text, text_index, run)
            if text_length(text[begin:end]) >= COPIED_LENGTH:
                kept.append(_LEAD_IN.sub("", text[at:begin]))
                at = end
        return " ".join([*kept, text[at:]]) if at else text

    def _runs(self, author: int, letters: str) -> list[tuple[int, int]]:
        """Return the longest runs that others wrote earlier, one after the
        other.
        """
        runs = []
        at = done = 0
        while at <= len(letters) - SEED:
            place = self._seeds.get(letters[at : at + SEED])
            if place is None or self._authors[place.post] == author:
                at += 1
                continue
            start, end = _extended(
                letters,
                self._letters[place.post],
                at,
                place.start,
                done,
            )
            runs.append((start, end))
            at = done = end
        return runs


def _extended(
    letters: str,
    earlier: str,
    at: int,
    place: int,
    done: int,
) -> tuple[int, int]:
    """Return the run around letters that both have at these places."""
    end = at + SEED
    shift = place - at
    last = min(len(letters), len(earlier) - shift)
    while end < last and letters[end] == earlier[end + shift]:
        end += 1
    start = at
    first = max(done, -shift)
    while start > first and letters[start - 1] == earlier[start - 1 + shift]:
        start -= 1
    return start, end


def _whole_clauses(
    text: str,
    text_index: list[int],
    run: tuple[int, int],
) -> tuple[int, int]:
    """Return where the whole clauses or words of a run begin and end in the
    text, 0 and 0 without any.

    A run counts letters, from its first to the one after its last. Letters are
    numbered without what stands between them; text_index says at which index
    of the text each is.
    """
    letter, letter_after = run
    while letter < letter_after:
        if _is_border(text, text_index[letter] - 1):
            break
        letter += 1
    while letter_after > letter:
        if _is_border(text, text_index[letter_after - 1] + 1):
            break
        letter_after -= 1
    if letter == letter_after:
        return 0, 0
    return text_index[letter], text_index[letter_after - 1] + 1


def _is_border(text: str, index: int) -> bool:
    """Tell whether no letter is at this index of the text, or no text at all."""
    return not 0 <= index < len(text) or not text[index].isalnum()


def text_length(text: str) -> float:
    """Return how long a text is in Chinese characters."""
    letters = sum(c.isalnum() for c in text)
    plain = sum(c.isalnum() for c in text if c < "\u2e80")
    return letters - plain + plain * LETTER
