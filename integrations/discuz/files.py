"""Discuz! exports: volumes of an SQL dump (also zipped), and tables as CSV."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from integrations.discuz.mapping import Context, map_row
from integrations.discuz.sql import Dump, TableRow
from integrations.rules.files import (
    CHUNK_ROWS,
    FilePart,
    UnreadableFile,
    csv_rows,
    parts_of,
)
from integrations.rules.rows import MappedRows

# Members come before posts, and posts before likes.
TABLES = (
    "common_member",
    "forum_post",
    "forum_postcomment",
    "forum_memberrecommend",
    "forum_hotreply_member",
)
CONTEXT_TABLES = (
    "forum_forum",
    "forum_thread",
    "forum_post",
    "forum_hotreply_member",
)
_NAMES = "|".join(sorted({*TABLES, *CONTEXT_TABLES}, key=len, reverse=True))
_ENDING = re.compile(rf"({_NAMES})(?:_\d+)?$")
_BY_COLUMNS = (
    ("forum_postcomment", {"pid", "authorid", "comment"}),
    ("forum_hotreply_member", {"pid", "uid", "attitude"}),
    ("forum_post", {"pid", "tid", "message"}),
    ("forum_memberrecommend", {"tid", "recommenduid"}),
    ("forum_thread", {"tid", "subject", "displayorder"}),
    ("forum_forum", {"fid", "name"}),
    ("common_member", {"uid", "username"}),
)


def read_files(paths: Sequence[Path]) -> Iterator[MappedRows]:
    """Yield the rows of these files, in parts, whichever order they come in.

    Errors: UnreadableFile if none of them holds a table that we know.
    """
    parts = list(parts_of(paths))
    context = Context()
    known = set()
    for row in _rows_of(parts):
        known.add(row.table)
        if row.table in CONTEXT_TABLES:
            context.learn(row.table, row.values)
    if context.hot_replies:
        _learn_replies(parts, context)
    if not known & set(TABLES):
        names = ", ".join(part.name for part in parts)
        raise UnreadableFile(f"{names}: no table of members, posts or likes")
    for table in TABLES:
        if table in known:
            yield from _mapped(parts, table, context)


def _learn_replies(parts: Sequence[FilePart], context: Context) -> None:
    """Note the moments of replies that members voted for: the votes tell none,
    and may stand behind the replies.
    """
    for row in _rows_of(parts):
        if row.table == "forum_post":
            context.learn_reply(row.values)


def _mapped(
    parts: Sequence[FilePart],
    table: str,
    context: Context,
) -> Iterator[MappedRows]:
    rows = MappedRows()
    for row in _rows_of(parts):
        if row.table != table:
            continue
        map_row(table, row.values, rows, context)
        if rows.count >= CHUNK_ROWS:
            yield rows
            rows = MappedRows()
    yield rows


def _rows_of(parts: Sequence[FilePart]) -> Iterator[TableRow]:
    """Yield all rows of all files, with the plain names of their tables."""
    dump = Dump()
    for part in parts:
        if _is_sql(part):
            with part.open() as file:
                for row in dump.rows(file):
                    found = _ENDING.search(row.table)
                    if found:
                        yield TableRow(found[1], row.values)
        else:
            yield from _csv_rows(part)


def _is_sql(part: FilePart) -> bool:
    head = part.head().upper()
    marks = (b"# IDENTIFY", b"INSERT INTO", b"CREATE TABLE", b"DROP TABLE")
    return part.name.lower().endswith(".sql") or any(
        one in head for one in marks
    )


def _csv_rows(part: FilePart) -> Iterator[TableRow]:
    table = ""
    for row in csv_rows(part):
        if not table:
            table = _table_of(set(row))
            if not table:
                return
        yield TableRow(table, row)


def _table_of(columns: set[str]) -> str:
    for table, needed in _BY_COLUMNS:
        if needed <= columns:
            return table
    return ""
