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
    """Return every so manieth of the cases, or all of them in the long run."""
    found = list(cases)
    return found if TRIES_EVERYTHING else found[start % one_in :: one_in]
