"""How alike the words of reports are, beyond the part and symptom that they
name.

Posts that share a part and a symptom ("screen", "cracked") need not be about
one matter. Posts about one matter share further words, and the rarer these
are, the more they say. The weight of a word is fixed when its post is
classified, so that later posts and the size of a batch change no decision.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from zlib import crc32

from alerts.rules.clustering_terms import TermIndex
from alerts.rules.common_words import COMMON_WORDS

COMMON_NATS = 3.5
# Words alike from here on are about one matter, derived on complaint titles
# with the makers' fault codes (docs/alerts.md): with a known fault and by words
# alone, in one known model and in any car.
ALIKE_IN_MODEL = 0.03
ALIKE = 0.12
ALIKE_BY_WORDS_IN_MODEL = 0.1
ALIKE_BY_WORDS = 0.2
# An issue whose words are as alike to those of an issue that has raised an
# alert is the same matter: with the same fault, where the lexicon knows no
# fault of either, and with another fault.
SAME_MATTER_WITH_FAULT = 0.15
SAME_MATTER_BY_WORDS = 0.2
SAME_MATTER_OTHERWISE = 0.4
MAX_COMPARED = 16
MAX_WEIGHED = 64
Words = Mapping[str, int]


def information(index: TermIndex, term: str) -> float:
    """Return what a term says, in nats: the rarer it is, the more."""
    return max(0.0, -math.log(index.share(term)) - COMMON_NATS)


def weigh_words(index: TermIndex, words: Iterable[str]) -> dict[str, int]:
    """Return words with what each of them says, as keep_words() keeps them."""
    return keep_words({word: information(index, word) for word in words})


def keep_words(nats: Mapping[str, float]) -> dict[str, int]:
    """Return words with what each of them says, in whole nats; common words
    are left out.

    Of many words MAX_WEIGHED are kept, the same ones of every text that has
    them, so that long texts are as alike as all their words are.
    """
    known = [word for word in nats if word not in COMMON_WORDS]
    if len(known) > MAX_WEIGHED:
        known = nsmallest(MAX_WEIGHED, known, key=_order)
    weighed = {}
    for word in known:
        rounded = round(nats[word])
        if rounded:
            weighed[word] = rounded
    return weighed


def _order(word: str) -> tuple[int, str]:
    return crc32(word.encode()), word


def cosine(one: Words, other: Words) -> float:
    """Return how alike two texts are by their weighed words, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    shared = 0
    for word, nats in one.items():
        shared += nats * other.get(word, 0)
    if not shared:
        return 0.0
    return shared / math.sqrt(_square(one) * _square(other))


def _square(words: Words) -> int:
    return sum(nats * nats for nats in words.values())


def count_alike(texts: Sequence[Words], bound: float) -> int:
    """Return the size of the largest group of texts in which each is linked to
    the others by likenesses of at least `bound`.

    Only the last MAX_COMPARED texts are compared.
    """
    compared = texts[-MAX_COMPARED:]
    groups: list[list[Words]] = []
    for text in compared:
        linked = [text]
        others = []
        for group in groups:
            if any(cosine(text, one) >= bound for one in group):
                linked += group
            else:
                others.append(group)
        groups = [*others, linked]
    return max(map(len, groups), default=0)


def add_words(texts: Iterable[Words]) -> dict[str, int]:
    """Return the words of several texts with what they say together."""
    total: Counter[str] = Counter()
    for text in texts:
        total.update(text)
    return dict(total)
