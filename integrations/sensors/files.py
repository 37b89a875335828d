"""神策 as files: lines of the query interface or of a log, as JSON lines."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from integrations.rules.files import (
    CHUNK_ROWS,
    UnreadableFile,
    json_values,
    parts_of,
)
from integrations.rules.rows import MappedRows
from integrations.sensors.mapping import map_line


def read_files(paths: Sequence[Path]) -> Iterator[MappedRows]:
    """Yield the rows of these files, in parts. Errors: UnreadableFile."""
    for part in parts_of(paths):
        rows = MappedRows()
        try:
            for value in json_values(part):
                if isinstance(value, Mapping):
                    map_line(value, rows)
                else:
                    rows.refuse("not_an_object", part.name, value)
                if rows.count >= CHUNK_ROWS:
                    yield rows
                    rows = MappedRows()
        except UnreadableFile as error:
            raise UnreadableFile(f"{part.name}: {error}") from error
        yield rows
