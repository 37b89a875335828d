"""What a text shares with others, as a person reads it: letter pairs joined to
the phrases that they are parts of.
"""

from collections.abc import Sequence

PAIR = 2
# Pairs that begin or end with one of these are halves of two words.
FUNCTION_LETTERS = frozenset(
    "的了是我你他她它在就也都一不有和着过到把被让给还又很再"
)


def is_pair(term: str) -> bool:
    """Return whether a term is a pair of Han characters."""
    return len(term) == PAIR and all("一" <= one <= "鿿" for one in term)


def join_pairs(text: str, pairs: Sequence[str]) -> list[str]:
    """Return the phrases of a normalised text that these pairs make up, in the
    order of the text, each once: pairs that overlap or follow each other are
    joined. A pair that is left alone is a phrase unless it begins or ends with
    a function letter.
    """
    wanted = set(pairs)
    phrases: dict[str, None] = {}
    start = end = 0
    for at in range(len(text) - 1):
        if text[at : at + PAIR] not in wanted:
            continue
        if at > end:
            _add(phrases, text[start:end])
            start = at
        end = at + PAIR
    _add(phrases, text[start:end])
    return list(phrases)


def _add(phrases: dict[str, None], phrase: str) -> None:
    phrase = phrase.strip("".join(FUNCTION_LETTERS))
    if len(phrase) >= PAIR:
        phrases.setdefault(phrase)
