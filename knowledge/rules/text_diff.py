"""What differs between two versions of a text."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of a text: same, added, or removed."""

    kind: str
    text: str


def diff_texts(former: str, text: str) -> list[Piece]:
    """Return the pieces of both texts in order, what was removed before what
    was added in its place.
    """
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, former, text, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", text[b1:b2]))
            continue
        if a2 > a1:
            pieces.append(Piece("removed", former[a1:a2]))
        if b2 > b1:
            pieces.append(Piece("added", text[b1:b2]))
    return pieces
