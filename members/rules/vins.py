"""Vehicle identification numbers (ISO 3779, GB 16735): which texts are one,
and whether its check digit fits.
"""

import re

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = {
    **dict(zip("0123456789", range(10), strict=True)),
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    **{"P": 7, "R": 9},
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECK_PLACE = 8
SHOWN_START = 3
SHOWN_END = 2
MIN_SHOWN = 11


def fold_vin(text: str) -> str:
    """Return the form in which a VIN is stored: without surrounding blanks, in capitals."""
    return text.strip().upper()


def is_vin(text: str) -> bool:
    """Tell whether a folded text has 17 characters that a VIN may have: digits
    and capitals but I, O and Q.
    """
    return bool(_VIN.fullmatch(text))


def check_digit_fits(vin: str) -> bool:
    """Tell whether the ninth character is the check digit of the others.

    China and North America require it; a VIN of another market need not have it.
    """
    total = 0
    for sign, weight in zip(vin, _WEIGHTS, strict=True):
        total += _VALUES[sign] * weight
    rest = total % 11
    check_digit = "X" if rest == 10 else str(rest)
    return vin[_CHECK_PLACE] == check_digit


def mask_vin(text: str) -> str:
    """Return a VIN with all but its first three and last two characters
    hidden, a shorter text hidden whole.
    """
    if len(text) < MIN_SHOWN:
        return "*" * len(text)
    hidden = "*" * (len(text) - SHOWN_START - SHOWN_END)
    return f"{text[:SHOWN_START]}{hidden}{text[-SHOWN_END:]}"
