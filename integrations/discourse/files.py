"""Discourse's exports: categories or topics as JSON, and the admin's list of
users as CSV, also zipped.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from common.rules.strict_json import parse_json
from integrations.discourse.mapping import map_category_export, map_user
from integrations.rules.files import (
    CHUNK_ROWS,
    Part,
    UnreadableFile,
    csv_rows,
    decode,
    parts_of,
)
from integrations.rules.rows import MappedRows


def read_files(paths: Sequence[Path]) -> Iterator[MappedRows]:
    """Yield the rows of these files, in parts.

    Errors: UnreadableFile.
    """
    for part in parts_of(paths):
        if part.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
            yield from _of_categories(part)
        else:
            yield from _of_users(part)


def _of_categories(part: Part) -> Iterator[MappedRows]:
    try:
        data = parse_json(decode(part.content))
    except ValueError as error:
        raise UnreadableFile(f"{part.name}: {error}") from error
    if not isinstance(data, dict) or "topics" not in data:
        raise UnreadableFile(f"{part.name}: no “topics”")
    head = MappedRows()
    map_category_export({**data, "topics": []}, head)
    yield head
    for topic in data["topics"] or ():
        rows = MappedRows()
        one = {"categories": data.get("categories"), "topics": [topic]}
        map_category_export(one, rows)
        yield rows


def _of_users(part: Part) -> Iterator[MappedRows]:
    rows = MappedRows()
    for number, row in enumerate(csv_rows(decode(part.content)), start=1):
        if number == 1 and not {"id", "username"} <= row.keys():
            raise UnreadableFile(f"{part.name}: no columns “id”, “username”")
        # Names with a comma carry a pair of quotes of their own.
        name = row.get("name", "").strip('"')
        map_user({**row, "name": name}, rows)
        if number % CHUNK_ROWS == 0:
            yield rows
            rows = MappedRows()
    yield rows
