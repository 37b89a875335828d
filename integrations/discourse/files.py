"""Discourse's exports: categories or topics as JSON, the admin's list of users
as CSV, and what a member downloads as their archive.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from integrations.discourse.archive import is_archive, read_archive
from integrations.discourse.mapping import map_category_export, map_user
from integrations.rules.files import (
    BLANKS,
    CHUNK_ROWS,
    FilePart,
    UnreadableFile,
    csv_rows,
    parts_of,
)
from integrations.rules.json_texts import JsonText
from integrations.rules.rows import MappedRows


def read_files(paths: Sequence[Path]) -> Iterator[MappedRows]:
    """Yield the rows of these files, in parts.

    Errors: UnreadableFile.
    """
    for path in paths:
        parts = list(parts_of([path]))
        if is_archive(parts):
            yield from read_archive(parts)
            continue
        for part in parts:
            head = part.head().decode("utf-8", "replace")
            is_json = head.lstrip(BLANKS).startswith("{")
            yield from _of_categories(part) if is_json else _of_users(part)


def _of_categories(part: FilePart) -> Iterator[MappedRows]:
    """Yield the rows of an export of categories, which is read twice: topics
    may stand before the categories to which they belong.
    """
    categories = []
    names = set()
    for name, value in _members(part):
        names.add(name)
        if name == "categories":
            categories.append(value)
    if "topics" not in names:
        raise UnreadableFile(f"{part.name}: no “topics”")
    rows = MappedRows()
    for name, value in _members(part):
        if name in ("users", "topics") and isinstance(value, Mapping):
            one = {"categories": categories, name: [value]}
            map_category_export(one, rows)
        if rows.count >= CHUNK_ROWS:
            yield rows
            rows = MappedRows()
    yield rows


def _members(part: FilePart) -> Iterator[tuple[str, Any]]:
    with part.text() as text:
        try:
            yield from JsonText(text).members()
        except ValueError as error:
            raise UnreadableFile(f"{part.name}: {error}") from error


def _of_users(part: FilePart) -> Iterator[MappedRows]:
    rows = MappedRows()
    for number, row in enumerate(csv_rows(part), start=1):
        if number == 1 and not {"id", "username"} <= row.keys():
            raise UnreadableFile(f"{part.name}: no columns “id”, “username”")
        # Names with a comma carry a pair of quotes of their own.
        name = row.get("name", "").strip('"')
        map_user({**row, "name": name}, rows)
        if number % CHUNK_ROWS == 0:
            yield rows
            rows = MappedRows()
    yield rows
