"""Which characters a text and a name may hold.

Nothing here asks whether Python knows a character: its tables are of one year,
and what is new every year are emoji and rare surnames. Refused are fixed lists.
"""

import re
import unicodedata

# Controls, halves of surrogate pairs, codes that never stand for a character,
# and what turns the direction of what is written beside it.
_FORBIDDEN = (
    "\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\u202a-\u202e\u2066-\u2069"
    + "".join(
        f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}"
        for plane in range(17)
    )
)
# What leaves no mark, ends a line, or means something on one machine only.
_UNSHOWN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u2060-\u2065"
    "\u206a-\u206f\ufeff\ufff0-\ufffb\ue000-\uf8ff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff"
    "\U000f0000-\U0010ffff"
)
_JOINERS = "\u200c\u200d"
_TAGS = "\U000e0020-\U000e007f"
_PICTOGRAPH = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2"
    "\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff\U0001fc00-\U0001fffd"
)
# Scripts whose letters change their shape beside a joiner: Arabic, Syriac,
# those of India, Mongolian, Khmer.
_JOINING_SCRIPT = (
    "\u0600-\u08ff\u0900-\u0dff\u1780-\u18af\ua840-\ua87f\ufb50-\ufdcf"
    "\ufdf0-\ufdff\ufe70-\ufefc"
)
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Signs that Unicode counts as letters and nobody sees: fillers of Hangul, the
# empty cell of Braille.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

_forbidden = re.compile(f"[{_FORBIDDEN}]")
_suspect = re.compile(f"[{_FORBIDDEN}{_UNSHOWN}{_JOINERS}{_TAGS}]")
# A joiner between two pictographs or inside a word, and the letters of a flag.
_good_joiner = re.compile(
    f"(?<=[{_PICTOGRAPH}{_SELECTORS}])\u200d(?=[{_PICTOGRAPH}])"
    f"|(?<=[{_JOINING_SCRIPT}])[{_JOINERS}](?=[{_JOINING_SCRIPT}])"
    f"|(?<=\U0001f3f4)[{_TAGS}]+\U000e007f",
)
# What a copied id drags along at its ends.
_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u2060\ufeff"
_unseen = re.compile(rf"[\s{_INVISIBLE}]*")
_shapeless = re.compile(
    rf"[\s{_FORBIDDEN}{_UNSHOWN}{_JOINERS}{_TAGS}{_SELECTORS}]",
)
_uncompared = re.compile(f"[{_JOINERS}{_TAGS}{_SELECTORS}]")


def forbidden_characters(text: str) -> str:
    """Return the characters, each once, that no stored text may hold: controls
    (line breaks and tabs, too), surrogates, noncharacters, overrides of the
    direction of writing.
    """
    return "".join(dict.fromkeys(_forbidden.findall(text)))


def unreadable_characters(text: str) -> str:
    """Return the characters, each once, that a name may not hold, because its
    reader would not see them or would see something else.

    What builds one visible sign is no such character: joiners between
    pictographs and inside words of joining scripts, the letters of flags.
    """
    if text.isascii() and text.isprintable():
        return ""
    found = _suspect.findall(_good_joiner.sub("", text))
    return "".join(dict.fromkeys(found))


def is_visible(text: str) -> bool:
    """Tell whether at least one character of a text is visible by itself."""
    rest = _shapeless.sub("", text)
    return any(map(_has_shape, rest))


def _has_shape(character: str) -> bool:
    is_mark = unicodedata.category(character).startswith("M")
    return character not in _BLANK and not is_mark


def strip_unseen(text: str) -> str:
    """Return the text without blanks and invisible characters at its ends."""
    rest = text[_end_of_unseen(text) :]
    return rest[: len(rest) - _end_of_unseen(rest[::-1])]


def _end_of_unseen(text: str) -> int:
    found = _unseen.match(text)
    return found.end() if found else 0


def without_joiners(text: str) -> str:
    """Return the text without what only chooses or joins shapes: names that
    differ in nothing else are one name.
    """
    return _uncompared.sub("", text)
