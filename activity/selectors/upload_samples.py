"""What a page shows of an uploaded file before it is imported: its columns, its
first rows, what single columns hold.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from activity.rules.column_guesses import Table
from activity.selectors.file_contents import CONTENTS
from activity.selectors.file_templates import skip_example
from common.files.tables import TableForm, open_table, read_sample
from common.rules.file_kinds import XLSX
from common.rules.rows import FAULT_COLUMNS

SAMPLE_ROWS = 200
LEAST_COLUMNS = 2
SHOWN_ROWS = 5
SHOWN_VALUES = 3
SHOWN_CHARACTERS = 19
COUNTED_ROWS = 50_000


@dataclass(frozen=True)
class FileSample:
    """The columns of a file and its first rows, as texts.

    is_mended: it is our own file of rejected rows, sent back · form: how it
    is read · is_empty: no row stands below the header.
    """

    header: list[str]
    rows: list[list[str]]
    is_mended: bool
    form: TableForm
    is_empty: bool

    @property
    def has_serials(self) -> bool:
        """Return whether its numbers come from the cells of a spreadsheet."""
        return self.form.kind == XLSX and not self.form.is_mac

    def table(self) -> Table:
        """Return the values of each column."""
        table = {}
        for place, column in enumerate(self.header):
            table[column] = [row[place] for row in self.rows]
        return table

    def values(self, column: str) -> list[str]:
        """Return the values of a column in the sample; none of one that the
        file does not have.
        """
        return list(self.table().get(column, ()))

    def shown_rows(self) -> list[list[str]]:
        return self.rows[:SHOWN_ROWS]

    def examples(self, column: str) -> list[str]:
        """Return the first different values of a column, cut to a few
        characters.
        """
        given = filter(str.strip, self.values(column))
        return [
            _cut(value) for value in islice(dict.fromkeys(given), SHOWN_VALUES)
        ]


def _cut(value: str) -> str:
    line = " ".join(value.split())
    if len(line) <= SHOWN_CHARACTERS:
        return line
    return f"{line[: SHOWN_CHARACTERS - 1]}…"


def read_file_sample(path: Path, name: str) -> FileSample:
    """Return the columns and first rows of an uploaded file.

    Errors: DomainError if the file is empty, cannot be unpacked, or is no
    table.
    """
    wanted = wanted_columns()
    read = read_sample(
        path,
        name,
        rows=SAMPLE_ROWS,
        wanted=wanted,
        least=LEAST_COLUMNS,
    )
    header = [name for name in read.header if name not in FAULT_COLUMNS]
    numbered = enumerate(read.rows)
    rows = []
    for _number, raw in skip_example(numbered):
        rows.append([_text(raw.get(column)) for column in header])
    return FileSample(
        header=header,
        rows=rows,
        is_mended=set(FAULT_COLUMNS) <= set(read.header),
        form=read.form,
        is_empty=not read.rows and not read.unreadable,
    )


def count_values(path: Path, name: str, column: str) -> Counter[str]:
    """Return how often each value stands in a column, in the first rows of a
    file.
    """
    counts: Counter[str] = Counter()
    with open_table(path, name, wanted=wanted_columns()) as table:
        for _line, raw in islice(skip_example(table.rows), COUNTED_ROWS):
            if isinstance(raw, Mapping):
                counts[_text(raw.get(column)).strip()] += 1
    del counts[""]
    return counts


def wanted_columns() -> set[str]:
    """Return the names by which the header of a file is found."""
    names: set[str] = set()
    for content in CONTENTS.values():
        for field in content.fields:
            names.update((field.name, *field.as_words().words))
    return names


def _text(value: Any) -> str:
    return "" if value is None else str(value)
