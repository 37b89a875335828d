"""Signs of a sentence: which cues it has, where, and how it ends."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from community.rules.phrases import Phrase

SHORT, LONG = 8, 25
ENDS_ASKING = ("吗", "呢", "么", "嘛")


class CueSigns(NamedTuple):
    """The names of what a cue may be a sign of, by its place."""

    present: str
    many: str
    start: str
    first: str
    last: str


_NAMES: dict[str, CueSigns] = {}


def _names(cue: str) -> CueSigns:
    known = _NAMES.get(cue)
    if known is None:
        known = CueSigns(
            cue,
            f"many {cue}",
            f"start {cue}",
            f"first {cue}",
            f"last {cue}",
        )
        _NAMES[cue] = known
    return known


def read_signs(
    sentence: str,
    start: int,
    cues: Iterable[Phrase],
    clauses: Sequence[int],
) -> tuple[str, ...]:
    """Return the signs of a sentence that begins at `start`, sorted.

    Its cues and the starts of its clauses are places in the text.
    """
    signs = {"any", _length(sentence)}
    last = clauses[-1]
    second = clauses[1] if len(clauses) > 1 else start + len(sentence)
    for name, place, _ in cues:
        names = _names(name)
        signs.add(names.many if names.present in signs else names.present)
        if place < second:
            signs.add(names.first)
        if place >= last > start:
            signs.add(names.last)
        if place <= start + 1:
            signs.add(names.start)
    if len(signs) == len({"any", "length"}):
        signs.add("no cue")
    signs.update(_marks(sentence))
    return tuple(sorted(signs))


def _marks(sentence: str) -> Iterable[str]:
    if "?" in sentence:
        yield "question mark"
    if "!" in sentence:
        yield "exclamation mark"
    if sentence.rstrip(" .!。?").endswith(ENDS_ASKING):
        yield "asking end"


def _length(sentence: str) -> str:
    length = len(sentence)
    if length < SHORT:
        return "short"
    return "long" if length > LONG else "middle"
