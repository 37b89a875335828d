"""What separates the cells of a text file."""

import csv
import re
from collections import Counter
from collections.abc import Sequence

DELIMITERS = (",", "\t", ";", "|")
WIDE_DELIMITERS = ("，", "；", "｜", "、")
_DECLARED = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def declared_delimiter(first_line: str) -> str:
    """Return the delimiter that the first line declares to spreadsheets, ""
    without such a line.
    """
    found = _DECLARED.fullmatch(first_line)
    return found[1] if found else ""


def detect_delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter by which most of the first lines fall into equally
    many cells; a comma if none parts them.
    """
    best = ","
    best_score = (0, 0)
    for delimiter in DELIMITERS:
        score = _agreement(lines, delimiter)
        if score > best_score:
            best = delimiter
            best_score = score
    return best


def _agreement(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Return how many records have the most common width, and that width."""
    widths: Counter[int] = Counter()
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            widths[len(record)] += len(record) > 1
    except csv.Error:
        return 0, 0
    [(width, count)] = widths.most_common(1) or [(0, 0)]
    return count, width


def wide_delimiter(lines: Sequence[str]) -> str:
    """Return the full-width sign that seems to part the cells, "" if none does."""
    for sign in WIDE_DELIMITERS:
        counts = {line.count(sign) for line in lines if line.strip()}
        if len(counts) == 1 and counts != {0}:
            return sign
    return ""
