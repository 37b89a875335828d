"""Reading of export files, piece by piece: files, the members of a zip, gzip
unpacked; rows of CSV with a header; values of JSON.
"""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from common.rules.encodings import detect_encoding
from common.rules.strict_json import parse_json
from integrations.rules.json_texts import JsonText

CHUNK_ROWS = 2000
BLOCK_BYTES = 1 << 20
HEAD_BYTES = 4000
GZIP_MAGIC = b"\x1f\x8b"
MARK = "\ufeff"
BLANKS = " \t\r\n" + MARK


class UnreadableFile(Exception):
    """A file that is not what the platform exports, and why."""


class FilePart(NamedTuple):
    """A file, or one in a zip, which is never read whole; `name` is its own,
    `path` that of the file which holds it.
    """

    name: str
    path: Path
    is_zipped: bool = False

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Yield its content from the beginning."""
        with ExitStack() as stack:
            if self.is_zipped:
                archive = stack.enter_context(zipfile.ZipFile(self.path))
                yield stack.enter_context(archive.open(self.name))
                return
            file: Any = stack.enter_context(self.path.open("rb"))
            is_packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
            file.seek(0)
            if is_packed:
                file = stack.enter_context(gzip.GzipFile(fileobj=file))
            yield file

    def blocks(self) -> Iterator[bytes]:
        """Yield its content in blocks."""
        with self.open() as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def head(self) -> bytes:
        """Return its beginning."""
        with self.open() as file:
            return file.read(HEAD_BYTES)

    @contextmanager
    def text(self) -> Iterator[IO[str]]:
        """Yield its text, in UTF-8, UTF-16 or GB18030."""
        encoding = detect_encoding(self.blocks)
        with self.open() as file:
            text = io.TextIOWrapper(
                file,
                encoding=encoding,
                errors="replace",
                newline="",
            )
            yield text
            text.detach()

    def holds(self, sign: bytes) -> bool:
        """Tell whether some bytes stand anywhere in it."""
        before = b""
        for block in self.blocks():
            if sign in before + block:
                return True
            before = block[1 - len(sign) :]
        return False


def parts_of(paths: Sequence[Path]) -> Iterator[FilePart]:
    """Yield the files, those in zips one by one."""
    for path in paths:
        if not zipfile.is_zipfile(path):
            yield FilePart(path.name, path)
            continue
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
        for name in names:
            if not name.endswith("/"):
                yield FilePart(name, path, is_zipped=True)


def csv_rows(part: FilePart) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file by the names of its header; `NULL` is empty.

    Quotes inside of values are doubled or follow a backslash.
    """
    csv.field_size_limit(1 << 24)
    escape = "\\" if part.holds(b'\\"') else None
    with part.text() as text:
        header = text.readline().lstrip(MARK)
        reader = csv.DictReader(
            _with_line(header, text),
            delimiter=max(",;\t", key=header.count),
            escapechar=escape,
        )
        for row in reader:
            found = {}
            for name, value in row.items():
                if isinstance(name, str):
                    is_empty = value in (None, "NULL")
                    found[name.strip()] = "" if is_empty else value
            yield found


def _with_line(first: str, others: IO[str]) -> Iterator[str]:
    yield first
    yield from others


def json_values(part: FilePart) -> Iterator[object]:
    """Yield the values of JSON lines, or of one JSON text; of a list its items.

    Errors: UnreadableFile, with the place.
    """
    with part.text() as text:
        first = _first_line(text)
        if first.startswith("["):
            text.seek(0)
            yield from _items(text)
        elif _is_json(first):
            yield from _lines(_with_line(first, text))
        else:
            text.seek(0)
            yield _whole(text)


def _first_line(text: IO[str]) -> str:
    """Return the first line that holds something."""
    for line in text:
        if line.strip(BLANKS):
            return line.lstrip(BLANKS)
    return ""


def _is_json(line: str) -> bool:
    try:
        parse_json(line)
    except ValueError:
        return False
    return True


def _items(text: IO[str]) -> Iterator[object]:
    try:
        yield from JsonText(text).items()
    except ValueError as error:
        raise UnreadableFile(str(error)) from error


def _whole(text: IO[str]) -> object:
    """Return the value of a text in which it takes several lines."""
    content = text.read().strip(BLANKS)
    try:
        return parse_json(content)
    except ValueError as error:
        raise UnreadableFile(f"line 1: {error}") from error


def _lines(lines: Iterator[str]) -> Iterator[object]:
    for number, line in enumerate(lines, start=1):
        if not line.strip(BLANKS):
            continue
        try:
            yield parse_json(line.strip(BLANKS))
        except ValueError as error:
            raise UnreadableFile(f"line {number}: {error}") from error
