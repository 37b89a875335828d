"""Hides numbers that identify people in free text: phones, VINs, ID cards, plates."""

import re

_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"\d{17}[0-9Xx]"  # identity card
    r"|(?=[A-HJ-NPR-Z0-9]*\d)[A-HJ-NPR-Z0-9]{17}"  # VIN
    r"|(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}"  # mobile phone
    r"|\d{7,}"
    r")(?![0-9A-Za-z])"
    r"|[\u4e00-\u9fff][A-HJ-NP-Z][·\s]?[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])"  # plate
    r"|[^\s@<>]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}",
    re.IGNORECASE,
)
HIDDEN = "***"


def hide_personal(text: str) -> str:
    """Return the text with stars for every phone, VIN, identity card, plate and e-mail address."""
    return _PERSONAL.sub(HIDDEN, text)
