"""The short name of a source that was only given a label."""

import re
from collections.abc import Collection

from common.rules.pinyin import spell_syllables

NAME_LENGTH = 40
ROOM_FOR_NUMBER = 4
_NOT_SLUG = re.compile(r"[^a-z0-9_]+")


def source_name(label: str, taken: Collection[str]) -> str:
    """Return a name of letters, digits and - that is not taken: the label in
    pinyin, with a number where another source has that name.
    """
    spelled = "-".join(spell_syllables(label)).casefold()
    slug = _NOT_SLUG.sub("-", spelled).strip("-")
    stem = slug[: NAME_LENGTH - ROOM_FOR_NUMBER].strip("-") or "source"
    name = stem
    number = 2
    while name in taken:
        name = f"{stem}-{number}"
        number += 1
    return name
