"""Reading of export files: bytes of a file or of the members of a zip, and
rows of CSV with a header.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from common.rules.encodings import detect_encoding
from common.rules.strict_json import parse_json

CHUNK_ROWS = 2000


class Part(NamedTuple):
    """A file, or one in a zip: its name, its content."""

    name: str
    content: bytes


class UnreadableFile(Exception):
    """A file that is not what the platform exports, and why."""


def parts_of(paths: Sequence[Path]) -> Iterator[Part]:
    """Yield the files, those in zips one by one, gzip unpacked."""
    for path in paths:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in sorted(archive.namelist()):
                    if not name.endswith("/"):
                        yield Part(name, archive.read(name))
            continue
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        yield Part(path.name, content)


def decode(content: bytes) -> str:
    """Return the text of a file, in UTF-8, UTF-16 or GB18030."""
    encoding = detect_encoding(lambda: [content])
    return content.decode(encoding, "replace").lstrip("\ufeff")


def csv_rows(text: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV text by the names of its header; `NULL` is empty.

    Quotes inside of values are doubled or follow a backslash.
    """
    csv.field_size_limit(1 << 24)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    escape = "\\" if '\\"' in text else None
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        escapechar=escape,
    )
    for row in reader:
        found = {}
        for name, value in row.items():
            if isinstance(name, str):
                found[name.strip()] = "" if value in (None, "NULL") else value
        yield found


def json_values(text: str) -> Iterator[object]:
    """Yield the values of JSON lines, or of one JSON text; of a list its items.

    Errors: UnreadableFile, with the line.
    """
    try:
        whole = parse_json(text)
    except ValueError:
        yield from _lines(text)
        return
    if isinstance(whole, list):
        yield from whole
    else:
        yield whole


def _lines(text: str) -> Iterator[object]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield parse_json(line)
        except ValueError as error:
            raise UnreadableFile(f"line {number}: {error}") from error
