"""Text of owners in one spelling: simplified characters, no links, no names, no
emoji; and its terms.

Terms are pairs of Chinese characters, and whole words of other scripts. Pairs
need no dictionary, so they cover words that no segmenter knows (蓝牙钥匙), and
measured on public streams they cluster as well as words.
"""

import re
import unicodedata
from hashlib import blake2b
from zlib import crc32

import numpy as np
from opencc import OpenCC

from community.rules.attachments import without_attachments
from community.rules.quotes import without_markup, without_quotes

READ_CHARACTERS = 20_000
KEY_CHARACTERS = 400
SHINGLE = 5
SHORT_TEXT = 40
KEY_PARTS = 16
PARTS_OF_A_COPY = 9
LONGEST_WORD = 40
_SIMPLIFIED = OpenCC("t2s")
# Odd multipliers of a 64-bit product: sixteen different orders of the same shingles.
_ORDERS = np.array(
    [
        0x9E3779B97F4A7C15 * (2 * n + 1) & (2**64 - 1) | 1
        for n in range(KEY_PARTS)
    ],
    dtype=np.uint64,
)

_MARKS = " .,'!?，。！？、+$¥€%"
# Characters that show nothing: soft hyphen, zero-width and directional marks,
# variation selectors, byte order mark.
_INVISIBLE = re.compile(
    "[\u00ad\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]",
)
# Letters that were spaced out: 异 响, s c r e e n.
_SPACED_HAN = re.compile(
    "(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: {1,3}[\u4e00-\u9fff])+(?![\u4e00-\u9fff])",
)
_SPACED_LATIN = re.compile(r"(?<![\w'])[a-z](?: [a-z]){3,}(?![\w'])")
# Words of trouble that are spaced out inside of a longer run.
_TORN = re.compile(
    " (?:(?<=异 )响|(?<=漏 )[水油电]|(?<=失 )灵|(?<=故 )障|(?<=抖 )动|(?<=黑 )屏|(?<=卡 )[顿死]|"
    "(?<=死 )机|(?<=生 )锈|(?<=自 )燃|(?<=起 )火|(?<=断 )[裂轴连]|(?<=开 )裂|(?<=熄 )火)",
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+")
_MENTION = re.compile(r"@(?:[a-z0-9_\-]{1,30}|[\w\-]{1,30}(?=[\s,，。:：]|$))")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(r"[a-z0-9à-öø-ÿ]+(?:[.'][a-z0-9à-öø-ÿ]+)*")


def normalise(text: str) -> str:
    """Return text in one spelling: NFKC, simplified characters, lower case,
    without quotes, links, mentions, control and format characters; letters
    that were spaced out are joined.

    Only the first READ_CHARACTERS are read.
    """
    return normalise_own_words(without_quotes(text[:READ_CHARACTERS]))


def normalise_own_words(unquoted: str) -> str:
    """Return what is left of a text without its quotes as normalise() does."""
    own_words = without_markup(without_attachments(unquoted))
    plain = unicodedata.normalize("NFKC", own_words)[:READ_CHARACTERS]
    plain = _INVISIBLE.sub("", plain)
    plain = _SIMPLIFIED.convert(plain.lower()).replace("\u2019", "'")
    plain = _LINK.sub(" ", plain)
    plain = _MENTION.sub(" ", plain)
    plain = "".join(c if c.isalnum() or c in _MARKS else " " for c in plain)
    return _join_spaced(plain)


def _join_spaced(plain: str) -> str:
    """Return a text whose spaced out letters are joined."""
    plain = _SPACED_HAN.sub(_without_spaces, plain)
    plain = _SPACED_LATIN.sub(_without_spaces, plain)
    return _TORN.sub(_without_spaces, plain)


def _without_spaces(match: re.Match[str]) -> str:
    return match.group().replace(" ", "")


def terms(normal: str) -> list[str]:
    """Return the distinct terms of a normalised text, sorted."""
    found: set[str] = set()
    for run in _HAN.findall(normal):
        for start in range(max(len(run) - 1, 1)):
            found.add(run[start : start + 2])
    for word in _WORD.findall(normal):
        if len(word) <= LONGEST_WORD:
            found.add(word)
    return sorted(found)


def text_key(normal: str) -> str:
    """Return a key of 32 letters that tells copies: see are_copies().

    Short texts are keyed by all their letters and digits; longer ones by
    sixteen minima over their shingles, whose equal parts estimate how much two
    texts share (MinHash, Broder 1997). The first KEY_CHARACTERS are looked at.
    """
    letters = "".join(c for c in normal if c.isalnum())[:KEY_CHARACTERS]
    if len(letters) < SHORT_TEXT:
        return blake2b(letters.encode(), digest_size=KEY_PARTS).hexdigest()
    shingles = {
        crc32(letters[n : n + SHINGLE].encode())
        for n in range(len(letters) - SHINGLE + 1)
    }
    mixed = np.array(sorted(shingles), dtype=np.uint64)[:, None] * _ORDERS
    minima = (mixed >> np.uint64(24)).min(axis=0)
    parts: bytes = minima.astype(np.uint8).tobytes()
    return parts.hex()


def are_copies(key: str, other: str) -> bool:
    """Return whether two texts of these keys are copies, exactly or nearly so."""
    if key == other:
        return True
    parts = zip(bytes.fromhex(key), bytes.fromhex(other), strict=True)
    return sum(part == its for part, its in parts) >= PARTS_OF_A_COPY
