"""Writes out the alternatives of a word list: "不(?:亮|冷)了?" becomes 不亮, 不亮了,
不冷, 不冷了. What cannot be written out (.{1,4}, \\w+, conditions such as (?!…))
is kept as it is.
"""

import re
from collections.abc import Iterator

# After so many letters a phrase is found quickly enough: the rest stays as it is.
ENOUGH_HAN = 3
ENOUGH_LATIN = 14
DIGITS = "0123456789"
_CONDITIONS = ("(?!", "(?=", "(?<!", "(?<=")


def write_out(pattern: str) -> Iterator[tuple[str, ...]]:
    """Yield each way to read a pattern as its pieces, each a letter or
    something that stays a regular expression.
    """
    for alternative in split_alternatives(pattern):
        yield from _expand([], alternative)


def split_alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a pattern, split outside of brackets."""
    parts = []
    depth = 0
    begun = 0
    for place, letter in enumerate(pattern):
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and not depth:
            parts.append(pattern[begun:place])
            begun = place + 1
    return [*parts, pattern[begun:]]


def _expand(done: list[str], rest: str) -> Iterator[tuple[str, ...]]:
    """Yield all continuations of what is written out already."""
    if not rest:
        yield tuple(done)
        return
    piece, repeat, rest = _next_piece(rest)
    if _is_found_by(done):
        yield from _expand([*done, piece + repeat], rest)
        return
    if repeat == "?":
        yield from _expand(done, rest)
        repeat = ""
    for choice in _choices(piece) if not repeat else [piece]:
        if choice != piece:
            yield from _expand(done, choice + rest)
        else:
            yield from _expand([*done, piece + repeat], rest)


def _is_found_by(done: list[str]) -> bool:
    """Return whether what is written out is enough to find a phrase by."""
    if not done:
        return False
    if len(done[-1]) > 1 or done[-1] == ".":
        return True
    enough = ENOUGH_LATIN if done[0].isascii() else ENOUGH_HAN
    return len(done) >= enough


def _choices(piece: str) -> list[str]:
    """Return what a piece may be: each alternative of a group, each letter of
    a class without a range, else the piece itself.
    """
    if piece.startswith("(?:"):
        return split_alternatives(piece[3:-1])
    has_range = "-" in piece or piece.startswith("[^")
    if piece.startswith("[") and not has_range:
        letters = piece[1:-1].replace("\\d", DIGITS)
        found: list[str] = []
        for letter in letters:
            found.append(re.escape(letter))
        return found
    return [piece]


def _next_piece(rest: str) -> tuple[str, str, str]:
    """Return the first piece of a pattern, its repetition, and what follows."""
    if rest[0] == "\\":
        end = 2
    elif rest[0] in "([":
        end = _closing(rest)
    else:
        end = 1
    repeat = end
    if rest[end : end + 1] in ("?", "*", "+"):
        repeat = end + 1
    elif rest[end : end + 1] == "{":
        repeat = rest.index("}", end) + 1
    is_condition = rest.startswith(_CONDITIONS)
    if is_condition:
        repeat = end
    return rest[:end], rest[end:repeat], rest[repeat:]


def _closing(rest: str) -> int:
    """Return the place after the bracket that closes the first one."""
    depth = 0
    for place, letter in enumerate(rest):
        depth += (letter in "([") - (letter in ")]")
        if not depth:
            return place + 1
    raise ValueError(f"{rest!r} has a bracket that is not closed")
