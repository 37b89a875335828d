"""Cuts a normalised text into sentences and clauses."""

import re
from typing import NamedTuple

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# A full stop ends a sentence unless a figure or a word goes on behind it; a
# comma between figures and a space between Latin words end nothing.
_BREAK = re.compile(
    rf"[。!?]+|\.+(?!\w)|,+(?!\d{{3}})|(?<=[{_HAN}]) (?=[{_HAN}])|"
    "(?<!^)(?:但(?!凡)|不过|可是|只是|然而)| (?:but|however|though) ",
)
_SENTENCE_ENDS = frozenset("。!?.")


class Sentence(NamedTuple):
    """A sentence of a text, and where its clauses start."""

    start: int
    end: int
    clauses: tuple[int, ...]


def split_sentences(normal: str) -> list[Sentence]:
    """Return the sentences of a text that have more than signs."""
    found: list[Sentence] = []
    begun = 0
    clauses = [0]
    for stop in _BREAK.finditer(normal):
        start, end = stop.span()
        letter = normal[start]
        if letter in _SENTENCE_ENDS:
            _add(found, normal, begun, end, clauses)
            begun = end
            clauses = [end]
        elif start > begun:
            clauses.append(end if letter in ", " else start)
    _add(found, normal, begun, len(normal), clauses)
    return found


def _add(
    found: list[Sentence],
    normal: str,
    start: int,
    end: int,
    clauses: list[int],
) -> None:
    text = normal[start:end].strip(" ,.!?。")
    if text:
        inside = [clause for clause in clauses if clause < end]
        found.append(Sentence(start, end, tuple(inside)))
    elif found:
        # Signs alone belong to the sentence before them.
        found[-1] = found[-1]._replace(end=end)
