"""Finds the numbers that identify people in any text, and masks them: phones,
VINs, identity cards, number plates.

Check digits decide where other numbers look alike:
eighteen digits are an identity card if they hold a day of birth; a VIN in
small letters is one if its check digit fits.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_FOUND = re.compile(
    # Phones, with or without a country code, blanks or hyphens.
    r"(?<![0-9A-Za-z.])(?P<phone>(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2})"
    r"(?![0-9A-Za-z])(?!\.\d)"
    r"|(?<![0-9A-Za-z.-])(?P<landline>0\d{2,3}[- ]\d{7,8})(?![0-9A-Za-z-])"
    # Identity cards, with the day of birth in the middle.
    r"|(?<![0-9A-Za-z])(?P<card>[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx])(?![0-9A-Za-z])"
    # VINs: letters and digits, both.
    r"|(?<![0-9A-Za-z])(?P<vin>(?=[A-Z0-9]*[A-Z])(?=(?:[A-Z]*\d){4})"
    r"[A-HJ-NPR-Z0-9]{17})(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z_-])(?P<small_vin>(?=[a-z0-9]*[a-z])[a-hj-npr-z0-9]{17})"
    r"(?![0-9A-Za-z_-])"
    # Plates; those of electric cars have one sign more.
    rf"|(?P<plate>[{PROVINCES}][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{{5,6}})"
    r"(?![0-9A-Za-z])",
)
_VALUES = {
    **dict(zip("0123456789", range(10), strict=True)),
    **dict(zip("abcdefgh", range(1, 9), strict=True)),
    **dict(zip("jklmn", range(1, 6), strict=True)),
    **{"p": 7, "r": 9},
    **dict(zip("stuvwxyz", range(2, 10), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# Keys under which other systems name rows; they sent them.
KEYS = frozenset(
    {"identity", "identities", "identity_keys", "external_id", "key", "url"},
)
_MASK = re.compile(r"\*{2,}")


class PersonalNumber(NamedTuple):
    """A number that identifies somebody, and where it stands."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def masked(self) -> str:
        """Return the number with its middle hidden."""
        first, last = (2, 1) if self.kind == "plate" else (3, 2)
        if self.kind in ("phone", "landline"):
            last = 4
        hidden = len(self.text) - first - last
        return f"{self.text[:first]}{'*' * hidden}{self.text[-last:]}"


def find_personal(text: str) -> Iterator[PersonalNumber]:
    """Yield every number in a text that identifies somebody."""
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        if kind == "small_vin":
            if not _is_vin(match[0]):
                continue
            kind = "vin"
        yield PersonalNumber(kind, match[0], match.start(), match.end())


def _is_vin(text: str) -> bool:
    """Tell whether the ninth sign is the check digit of the others."""
    total = sum(
        _VALUES[sign] * weight
        for sign, weight in zip(text, _WEIGHTS, strict=True)
    )
    return text[8] == "0123456789x"[total % 11]


def mask_personal(text: str, shown: Collection[str] = ()) -> str:
    """Return a text with its personal numbers masked, except those in `shown`."""
    parts = []
    end = 0
    for one in find_personal(text):
        if one.text in shown:
            continue
        parts += [text[end : one.start], one.masked]
        end = one.end
    if not parts:
        return text
    return "".join([*parts, text[end:]])


def mask_structure(
    value: Any,
    shown: Collection[str] = (),
    left: Collection[str] = (),
) -> Any:
    """Return a structure of texts with its personal numbers masked; values
    under the keys in `left` stay.
    """
    if isinstance(value, str):
        return mask_personal(value, shown)
    if isinstance(value, list | tuple):
        return [mask_structure(one, shown, left) for one in value]
    if isinstance(value, dict):
        return {
            key: one if key in left else mask_structure(one, shown, left)
            for key, one in value.items()
        }
    return value


def restore_masked(sent: str, stored: str) -> str:
    """Return a text that somebody edited while its numbers were masked, with
    the numbers that are stored; masks that are not of them stay.
    """
    if not _MASK.search(sent):
        return sent
    for one in find_personal(stored):
        sent = sent.replace(one.masked, one.text, 1)
    return sent
