"""Cells under a header become a row with names, or a rejected row, or nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from common.rules.headers import is_blank, shown_name
from common.rules.rows import SURPLUS, RejectedDraft, reject_row


class RowShape:
    """Gives the cells of each row the names of a header.

    Columns without a name are left out as long as their cells hold nothing.
    """

    def __init__(
        self,
        header: Sequence[Any],
        *,
        mend: Callable[[Any], Any] | None = None,
    ) -> None:
        self._names = [shown_name(cell) for cell in header]
        self._width = len(self._names)
        self._mend = mend
        self._nameless = [
            place for place, name in enumerate(self._names) if not name
        ]

    @property
    def names(self) -> list[str]:
        """Return the names of the columns that have one."""
        return list(filter(None, self._names))

    @property
    def plain_names(self) -> list[str] | None:
        """Return the names if cells can be given them one by one, else None."""
        is_plain = not self._nameless and self._mend is None
        return self._names if is_plain else None

    def nameless_places(self, cells: Sequence[Any]) -> list[int]:
        """Return the places, from 1, of cells that hold something and have no name."""
        places = [*self._nameless, *range(self._width, len(cells))]
        return [
            place + 1
            for place in places
            if place < len(cells) and not is_blank(cells[place])
        ]

    def row_of(
        self,
        line: int,
        cells: Sequence[Any],
    ) -> dict[str, Any] | RejectedDraft | None:
        """Return the named cells of a row, the row as rejected, or None for a
        row in which nobody sees anything.

        A row may end early: programs leave out empty cells at its end. One cell
        alone under a wide header is no row, but a remark or a broken line.
        """
        if all(map(is_blank, cells)):
            return None
        if self._mend is not None:
            cells = [self._mend(cell) for cell in cells]
        if self.nameless_places(cells):
            return self._reject_surplus(line, cells)
        if len(cells) == 1 and self._width > 2:
            return self._reject_width(line, cells)
        return self._named(cells)

    def _named(self, cells: Sequence[Any]) -> dict[str, Any]:
        missing = self._width - len(cells)
        filled = [*cells, *[""] * missing]
        named = {}
        for name, cell in zip(self._names, filled, strict=False):
            if name:
                named[name] = "" if cell is None else cell
        return named

    def _reject_surplus(
        self,
        line: int,
        cells: Sequence[Any],
    ) -> RejectedDraft:
        if len(cells) > self._width:
            return self._reject_width(line, cells)
        [place, *_others] = self.nameless_places(cells)
        raw = {**self._named(cells), SURPLUS: str(cells[place - 1])}
        return reject_row(line, "nameless_column", str(place), raw=raw)

    def _reject_width(self, line: int, cells: Sequence[Any]) -> RejectedDraft:
        raw = self._named(cells[: self._width])
        surplus = cells[self._width :]
        if surplus:
            raw[SURPLUS] = "\x1f".join(map(str, surplus))
        counts = f"{len(cells)} ≠ {self._width}"
        return reject_row(line, "column_count", counts, raw=raw)
