"""Where texts mention a person: by a key that is theirs alone, or by a name."""

import html
import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

HIDDEN = "***"
# Shorter keys are parts of other words and numbers.
SHORTEST_KEY = 5
SHORTEST_NAME = 2
# A name of fewer signs may be a word of the language.
SAFE_NAME = 4
_WORD = re.compile(r"[0-9A-Za-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")
SAFE_LATIN_NAME = 6
# Phones are written in groups: 138 1234 5678, 138-1234-5678, １３８…
_GROUPED = re.compile(r"\+?[0-9]{9,}")
_BETWEEN_DIGITS = r"[ \u00a0\u3000.\-\u2010-\u2015\uff0d]{0,2}"
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
# Parts by which the database finds a number, whichever gap is between them.
_PARTS = (slice(-3, None), slice(-6, -3))


class Identifiers(NamedTuple):
    """What a person is known by. keys: phones, VINs, external ids and the
    like · names: nicknames and real names of their own · weak: names that are
    short, or that another member has as well.
    """

    keys: frozenset[str]
    names: frozenset[str]
    weak: frozenset[str] = frozenset()


class Searched(NamedTuple):
    """What hide_mentions replaces. inside: wherever it is in a text · whole:
    values that are nothing else · texts: a text that mentions the person has
    one of them in it · weak: names that only count where nothing but a name
    is expected.
    """

    inside: re.Pattern[str]
    whole: frozenset[str]
    texts: tuple[str, ...]
    weak: frozenset[str] = frozenset()

    def as_whole(self) -> "Searched":
        """Return the same for values that are nothing but a name."""
        return self._replace(whole=self.whole | self.weak)


def identifiers_of(
    keys: Iterable[str],
    names: Iterable[str],
    shared: Iterable[str] = (),
) -> Identifiers:
    """Return the identifiers that are long enough to be searched for.

    shared: names that other members have as well.
    """
    long_keys = {one for one in keys if len(one) >= SHORTEST_KEY}
    long_names = {one for one in names if len(one) >= SHORTEST_NAME}
    own = {one for one in long_names if _is_distinct(one)} - set(shared)
    return Identifiers(
        frozenset(long_keys),
        frozenset(own),
        frozenset(long_names - own),
    )


def searched_for(known: Identifiers, *, is_machine: bool) -> Searched:
    """Return what hide_mentions replaces.

    A weak name counts after an @, since it may be an ordinary word. is_machine:
    the text was put together by kocops or is a row as it was delivered; a value
    in it that is nothing but the name is the name.
    """
    found = {*known.keys, *known.names}
    found |= {f"{sign}{name}" for name in known.weak for sign in "@＠"}
    whole = known.weak if is_machine else frozenset()
    written = {one for text in found for one in spellings(text)}
    longest_first = sorted(written, key=lambda text: (-len(text), text))
    pattern = "|".join(map(bounded, longest_first)) or "(?!)"
    numbers = set(filter(_GROUPED.fullmatch, found))
    parts = {number[part] for number in numbers for part in _PARTS}
    wide = {part.translate(_WIDE_DIGITS) for part in parts}
    texts = (written - numbers) | parts | wide | whole
    return Searched(
        re.compile(pattern), whole, tuple(sorted(texts)), known.weak
    )


def spellings(text: str) -> set[str]:
    """Return a text as it stands in plain texts, in JSON, in addresses and in HTML."""
    quoted = quote(text, safe="")
    numbered = "".join(f"&#{ord(sign)};" for sign in text)
    is_ascii = text.isascii()
    return {
        text,
        json.dumps(text)[1:-1],
        html.escape(text),
        quoted,
        quoted.lower() if not is_ascii else quoted,
        numbered if not is_ascii else text,
    }


def bounded(text: str) -> str:
    """Return a pattern of a text that is not part of a longer word or number."""
    # Han signs stand beside a number without a blank; they do not make it longer.
    before = "(?<![0-9A-Za-z])" if _WORD.match(text[0]) else ""
    after = "(?![0-9A-Za-z])" if _WORD.match(text[-1]) else ""
    return f"{before}{_pattern_of(text)}{after}"


def _pattern_of(text: str) -> str:
    if not _GROUPED.fullmatch(text):
        return re.escape(text)
    digits = []
    for digit in text.lstrip("+"):
        digits.append(f"[{digit}{digit.translate(_WIDE_DIGITS)}]")
    return _BETWEEN_DIGITS.join(digits)


def _is_distinct(name: str) -> bool:
    shortest = SAFE_NAME if _CJK.search(name) else SAFE_LATIN_NAME
    return len(name) >= shortest


def hide_mentions(value: Any, searched: Searched) -> Any:
    """Return a text, or a structure of texts, without these identifiers. The
    keys of a structure are names of its fields and stay.
    """
    if isinstance(value, str):
        if value.strip() in searched.whole:
            return HIDDEN
        return searched.inside.sub(HIDDEN, value)
    if isinstance(value, list):
        return [hide_mentions(one, searched) for one in value]
    if isinstance(value, dict):
        return {
            key: hide_mentions(one, searched) for key, one in value.items()
        }
    return value


def hide_in_json(text: str, searched: Searched) -> str:
    """Return a text of JSON without these identifiers in its values; any other
    text as hide_mentions does.
    """
    try:
        value = json.loads(text)
    except ValueError:
        return str(hide_mentions(text, searched))
    hidden = hide_mentions(value, searched)
    if hidden == value:
        return text
    return json.dumps(hidden, ensure_ascii=text.isascii())
