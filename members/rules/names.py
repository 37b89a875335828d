"""How names are folded and found: two-character pieces for Chinese, pinyin and initials for keyboards.

PostgreSQL's trigrams find nothing in two Chinese characters, so each name is stored as a small set of
tokens in an indexed table: its character pairs, its single characters, its full pinyin and its initials.
"""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u061c]")
# Letters and signs without ink, which Unicode counts as visible: Hangul fillers, the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_SPACE = re.compile(r"\s+")
PINYIN_LIMIT = 40


def unreadable_characters(text: str) -> str:
    """Return the control, line, direction-changing, unassigned or surrogate characters of a text, each once."""
    found = [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") or _UNSEEN.match(c)]
    return "".join(dict.fromkeys(found))


def is_visible(text: str) -> bool:
    """Tell whether at least one character of a text leaves ink."""
    return any(unicodedata.category(c)[0] not in ("C", "Z", "M") and c not in _BLANK for c in text)


def fold_name(name: str) -> str:
    """Return the form in which names are compared: NFKC, case folded, blanks squeezed."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def name_tokens(name: str) -> frozenset[str]:
    """Return every token under which a name can be found.

    Character pairs and single characters stand as they are; pinyin tokens begin with "py:".
    """
    folded = fold_name(name).replace(" ", "")
    pairs = {folded[i : i + 2] for i in range(len(folded) - 1)}
    full = "".join(lazy_pinyin(folded))[:PINYIN_LIMIT]
    initials = "".join(lazy_pinyin(folded, style=Style.FIRST_LETTER))[:PINYIN_LIMIT]
    return frozenset(pairs | set(folded) | {f"py:{full}", f"py:{initials}"})


def query_tokens(text: str) -> tuple[frozenset[str], str]:
    """Return what a search asks for: tokens that must all be there, or else a pinyin prefix.

    Latin text may be pinyin or part of a latin name, so it is asked for as a prefix *or* by its pairs.
    """
    folded = fold_name(text).replace(" ", "")
    pairs = frozenset(folded[i : i + 2] for i in range(len(folded) - 1)) or frozenset({folded})
    prefix = f"py:{folded[:PINYIN_LIMIT]}" if folded.isascii() else ""
    return pairs, prefix
