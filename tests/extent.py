"""How much the exhaustive tests try: everything, or an even part that is small
enough to be tried after each change (`./test.sh --long` tries everything).
"""

import os
from collections.abc import Iterable
from typing import TypeVar

Case = TypeVar("Case")
TRIES_EVERYTHING = os.environ.get("TEST_EXTENT") == "everything"


def part_of(
    cases: Iterable[Case],
    *,
    one_in: int,
    start: int = 0,
) -> list[Case]:
    """Return every so manieth of the cases, or all of them in the long run; of
    fewer cases than `one_in` still one.
    """
    found = list(cases)
    if TRIES_EVERYTHING or not found:
        return found
    return found[start % min(one_in, len(found)) :: one_in]
