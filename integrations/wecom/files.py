"""WeCom as files: answers of its API on customers and groups, and decrypted
messages of the archive, as JSON or JSON lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from integrations.rules.files import (
    CHUNK_ROWS,
    UnreadableFile,
    json_values,
    parts_of,
)
from integrations.rules.rows import MappedRows
from integrations.wecom.mapping import (
    Rooms,
    map_contact,
    map_group,
    map_message,
)


def read_files(paths: Sequence[Path]) -> Iterator[MappedRows]:
    """Yield the rows of these files, in parts. Errors: UnreadableFile."""
    rooms: Rooms = {}
    for part in parts_of(paths):
        rows = MappedRows()
        try:
            for value in json_values(part):
                _map(value, rows, rooms)
                if rows.count >= CHUNK_ROWS:
                    yield rows
                    rows = MappedRows()
        except UnreadableFile as error:
            raise UnreadableFile(f"{part.name}: {error}") from error
        yield rows


def _map(value: Any, rows: MappedRows, rooms: Rooms) -> None:
    """Add the rows of one answer or message."""
    if not isinstance(value, Mapping):
        rows.refuse("not_an_object", "", value)
    elif "external_contact_list" in value:
        for item in value["external_contact_list"] or ():
            map_contact(item, rows)
    elif "external_contact" in value:
        map_contact(value, rows)
    elif "group_chat" in value or "chat_id" in value:
        map_group(value, rows)
    else:
        map_message(value, rows, rooms)
