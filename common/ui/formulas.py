"""Texts that no spreadsheet runs as a formula."""

from typing import Any

FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "\ufeff",
)
ESCAPE = "'"


def escape_formula(value: Any) -> Any:
    """Return a cell that no spreadsheet runs as a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith((*FORMULA_STARTS, ESCAPE)):
        return ESCAPE + value
    return value


def unescape_formula(value: Any) -> Any:
    """Return the value that escape_formula was given."""
    if not isinstance(value, str) or not value.startswith(ESCAPE):
        return value
    rest = value[1:]
    return rest if rest.startswith((*FORMULA_STARTS, ESCAPE)) else value
