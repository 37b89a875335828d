"""How names are folded and found: by pairs of characters for Chinese, by pinyin
and initials for keyboards.

PostgreSQL's trigrams find nothing in two Chinese characters, so each name is
stored as a small set of tokens in an indexed table: its character pairs, its
single characters, its full pinyin and its initials.
"""

from common.rules.pinyin import spell_with_initials
from common.rules.spelling import fold_text, simplify, visible_text

PINYIN_LIMIT = 40
# Begins the token that is the whole name, by which equal names are found; no
# pair of characters is as long.
WHOLE_NAME = "nm:"
WHOLE_LIMIT = 41


def fold_name(name: str) -> str:
    """Return the form in which names are compared: case folded, with simplified
    characters, blanks squeezed, and without what nobody sees.
    """
    return fold_text(name)


def name_tokens(name: str) -> frozenset[str]:
    """Return every token under which a name can be found.

    Character pairs and single characters are their own tokens; pinyin tokens begin with "py:".
    """
    seen = visible_text(name).replace(" ", "")
    return tokens_of(seen, simplify(seen))


def tokens_of(seen: str, folded: str) -> frozenset[str]:
    """Return the tokens of a name without blanks: its pinyin is read from the
    characters as written, for 乾 alone is gan, and 乾隆 is qianlong.
    """
    full, initials = spell_with_initials(seen)
    pinyin = {f"py:{full[:PINYIN_LIMIT]}", f"py:{initials[:PINYIN_LIMIT]}"}
    whole = {f"{WHOLE_NAME}{folded[:WHOLE_LIMIT]}"}
    return frozenset(_pairs(folded) | set(folded) | pinyin | whole)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def query_tokens(text: str) -> tuple[frozenset[str], str]:
    """Return what a search asks for: tokens that a name must all have, or else
    a pinyin prefix.

    Latin text may be pinyin or part of a Latin name, so it is asked for as a
    prefix *or* by its pairs.
    """
    folded = fold_name(text).replace(" ", "")
    tokens = frozenset(_pairs(folded) or {folded})
    prefix = f"py:{folded[:PINYIN_LIMIT]}" if folded.isascii() else ""
    return tokens, prefix
