"""The header of a table: where it stands, what its columns are called, and how
names of columns are compared.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from common.rules.characters import forbidden_characters, strip_unseen

HEAD_ROWS = 30
LEAST_SHARE_OF_WIDTH = 0.6
LEAST_KNOWN_NAMES = 2
_SEPARATORS = re.compile(r"[\s_\-./:()\[\]]+")


def is_blank(cell: Any) -> bool:
    """Tell whether a cell holds nothing that anybody sees."""
    if cell is None:
        return True
    return isinstance(cell, str) and not strip_unseen(cell)


def shown_name(cell: Any) -> str:
    """Return a cell of the header as the name of its column: on one line,
    without blanks around it. "" if it has none that can be shown.
    """
    if is_blank(cell):
        return ""
    name = " ".join(strip_unseen(str(cell)).split())
    return "" if forbidden_characters(name) else name


def fold_column(name: str) -> str:
    """Return the form in which names of columns are compared: without blanks
    around them, case and full width.
    """
    normalized = unicodedata.normalize("NFKC", name)
    return " ".join(strip_unseen(normalized).split()).casefold()


def match_columns(
    header: Iterable[str],
    wanted: Iterable[str],
) -> dict[str, str]:
    """Return which column of the header each wanted name means; names that the
    header lacks are left out.
    """
    names = list(header)
    present = {fold_column(name): name for name in reversed(names)}
    found = {}
    for name in wanted:
        column = name if name in names else None
        # Names that no file can hold stand for no column.
        if column is None and not forbidden_characters(name):
            column = present.get(fold_column(name))
        if column is not None:
            found[name] = column
    return found


def doubled_columns(header: Iterable[str]) -> list[str]:
    """Return the names that more than one column bears."""
    counts = Counter(map(fold_column, filter(None, header)))
    return sorted(name for name, count in counts.items() if count > 1)


def find_header(
    records: Sequence[Sequence[Any]],
    wanted: Collection[str] = (),
) -> int | None:
    """Return the index of the record that is the header; None if all are blank.

    It is the first that holds most of the wanted names, at least two; else the
    first as wide as the table: a title above it fills a cell or two.
    """
    counts = [count_known(record, wanted) for record in records]
    most = max(counts, default=0)
    if most >= min(LEAST_KNOWN_NAMES, max(len(wanted), 1)):
        return counts.index(most)
    widths = [width_of(record) for record in records]
    filled = sorted(filter(None, widths))
    if not filled:
        return None
    # The common width: one row may be wide by a text full of commas.
    common = filled[(len(filled) - 1) // 2]
    is_wide = [width >= LEAST_SHARE_OF_WIDTH * common for width in widths]
    return is_wide.index(True)


def count_known(record: Iterable[Any], wanted: Collection[str]) -> int:
    """Return how many of these names stand in a record, however their words are
    parted.
    """
    known = set(map(_without_separators, wanted))
    names = {_without_separators(shown_name(cell)) for cell in record}
    return len(names & known - {""})


def _without_separators(name: str) -> str:
    return _SEPARATORS.sub("", fold_column(name))


def width_of(record: Iterable[Any]) -> int:
    """Return how many cells of a record hold something."""
    return sum(not is_blank(cell) for cell in record)
