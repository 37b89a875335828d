"""Owners' text as the machine reads it: one spelling, no links, no names, no emoji; then terms.

Terms are pairs of Chinese characters, and whole words of other scripts. Pairs need no dictionary, so they
cover words that no segmenter knows (蓝牙钥匙), and measured on public streams they cluster as well as words.
"""

import re
import unicodedata
from hashlib import blake2b

READ_CHARACTERS = 20_000
KEY_CHARACTERS = 60
LONGEST_WORD = 40

_LINK = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+")
_MENTION = re.compile(r"@(?:[a-z0-9_\-]{1,30}|[\w\-]{1,30}(?=[\s,，。:：]|$))")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z0-9à-öø-ÿ]+(?:[.'][a-z0-9à-öø-ÿ]+)*")


def normalise(text: str) -> str:
    """Return text in one spelling: NFKC, lower case, without links, mentions, control and format characters.

    Only the first READ_CHARACTERS are read.
    """
    plain = unicodedata.normalize("NFKC", text[:READ_CHARACTERS])[:READ_CHARACTERS].lower()
    plain = plain.replace("\u2019", "'")
    plain = _MENTION.sub(" ", _LINK.sub(" ", plain))
    return "".join(c if c.isalnum() or c in " .,'!?，。！？、" else " " for c in plain)


def terms(normal: str) -> list[str]:
    """Return the distinct terms of a normalised text, sorted."""
    found = {run[i : i + 2] for run in _HAN.findall(normal) for i in range(max(len(run) - 1, 1))}
    found.update(word for word in _WORD.findall(normal) if len(word) <= LONGEST_WORD)
    return sorted(found)


def text_key(normal: str) -> str:
    """Return a key that exact and near copies share: the first KEY_CHARACTERS letters and digits, hashed."""
    letters = "".join(c for c in normal if c.isalnum())[:KEY_CHARACTERS]
    return blake2b(letters.encode(), digest_size=8).hexdigest()
