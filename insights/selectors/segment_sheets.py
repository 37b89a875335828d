"""The members of a segment as a file for people: headers and words of their language."""

from collections.abc import Iterator
from typing import Any

from common.ui.sheets import Sheet, SheetColumn
from insights.models import Segment
from insights.selectors.segment_export_columns import (
    EXPORTED,
    ExportColumn,
    members_of,
)

ROWS_AT_ONCE = 2000


def segment_sheet(segment: Segment, *, generation: int) -> Sheet:
    """Return the members of a segment, which are read while the sheet is written."""
    columns = []
    for column in EXPORTED:
        columns.append(SheetColumn(str(column.label), column.number_format))
    return Sheet(segment.name, columns, _rows(segment, generation))


def _rows(segment: Segment, generation: int) -> Iterator[list[Any]]:
    rows = members_of(segment, generation=generation)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield [
            _shown(column, value)
            for column, value in zip(EXPORTED, row, strict=True)
        ]


def _shown(column: ExportColumn, value: Any) -> Any:
    if value in column.labels:
        return str(column.labels[value])
    return value
