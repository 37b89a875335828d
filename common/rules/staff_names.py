"""What colleagues are called on screen: by their name, not by their account."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")


def full_name(given: str, family: str, account: str) -> str:
    """Return what a colleague is called; the account for one without a name.

    A Chinese family name stands first, without a space.
    """
    given, family = given.strip(), family.strip()
    if not given or not family:
        return given or family or account
    if _HAN.match(family) and _HAN.match(given):
        return f"{family}{given}"
    return f"{given} {family}"


def initials_of(name: str) -> str:
    """Return the one or two characters that stand for a name in a picture: the
    first one of a Chinese name, else the first of each of two words.
    """
    if not name or _HAN.match(name):
        return name[:1]
    letters = [word[0] for word in name.split()[:2]]
    return "".join(letters).upper()
