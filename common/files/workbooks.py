"""Read XLSX files: check their sizes first, then let a child process with limits
read them, so that no file can bring the server down.

The child sends row by row, so that a sheet of a million rows takes no more
memory here than one of ten.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import DomainError, TooLarge
from common.files.unpacking import damaged, not_xlsx

PACKING_RATIO = 120
SMALL_BYTES = 60 << 20
SMALL_MEMORY = 256 << 20
MOST_MEMORY = 512 << 20
CHILD_SECONDS = 10
SECONDS_PER_MEGABYTE = 2
ROW_CHARACTERS = 1 << 20
_CHILD = Path(__file__).with_name("xlsx_child.py")


class WorkbookSheet(NamedTuple):
    """A sheet of a workbook: its first filled rows with their numbers."""

    place: int
    title: str
    is_hidden: bool
    row_count: int | None
    head: list[tuple[int, list[Any]]]


class Workbook:
    """An open workbook; `is_mac`: its serials count from 1904."""

    def __init__(
        self,
        child: "subprocess.Popen[bytes]",
        errors: IO[bytes],
    ) -> None:
        self._child = child
        self._errors = errors
        answer = self._first_answer()
        self.is_mac: bool = answer["is_mac"]
        self.sheets = _sheets(answer["sheets"])

    def _first_answer(self) -> dict[str, Any]:
        assert self._child.stdout  # noqa: S101
        line = self._child.stdout.readline()
        if not line.endswith(b"\n"):
            _check(self._child, self._errors)
            raise not_xlsx(_("it holds no sheet"))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def rows(self, sheet: WorkbookSheet) -> Iterator[tuple[int, list[Any]]]:
        """Yield the filled rows of one sheet, once.

        Errors: DomainError if the file breaks off or holds too much.
        """
        assert self._child.stdin and self._child.stdout  # noqa: S101
        # A child that has died says why through its errors, read below.
        with suppress(BrokenPipeError):
            self._child.stdin.write(f"{sheet.place}\n".encode())
            self._child.stdin.close()
        for line in self._child.stdout:
            number, cells = json.loads(line)
            yield number, cells
        _check(self._child, self._errors)


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Yield an XLSX file's sheets; its rows can be read while it is open.

    Errors: Invalid if it is no XLSX file, TooLarge if it takes too much memory.
    """
    limits = _limits(_unpacked_bytes(path))
    # Threads of a numeric library would count as memory here.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", str(_CHILD), str(path), *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
        ) as child,
    ):
        try:
            yield Workbook(child, errors)
        finally:
            child.kill()


def _sheets(described: list[dict[str, Any]]) -> list[WorkbookSheet]:
    sheets = []
    for place, sheet in enumerate(described):
        sheets.append(
            WorkbookSheet(
                place,
                sheet["title"],
                sheet["is_hidden"],
                sheet["rows"],
                [(number, cells) for number, cells in sheet["head"]],
            ),
        )
    return sheets


def _check(child: "subprocess.Popen[bytes]", errors: IO[bytes]) -> None:
    """Raise what is wrong if the child ended before it had read all.

    Errors: DomainError.
    """
    if child.wait() == 0:
        return
    errors.seek(0)
    text = errors.read().decode("utf-8", "replace").strip()
    last_line = text.rpartition("\n")[2]
    if child.returncode < 0 or last_line.startswith("MemoryError"):
        raise _too_large()
    raise not_xlsx(last_line[:200])


def _unpacked_bytes(path: Path) -> int:
    """Return the size of the file's content.

    Errors: DomainError if it is no ZIP file, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise not_xlsx(damaged()) from error
    packed = max(path.stat().st_size, 1)
    if unpacked > min(settings.INGEST_MAX_BYTES, PACKING_RATIO * packed):
        raise _too_large()
    return unpacked


def _limits(unpacked: int) -> tuple[int, int, int, int]:
    """Return bytes of memory, seconds, and characters of all rows and of one."""
    megabytes = unpacked >> 20
    memory = SMALL_MEMORY if unpacked <= SMALL_BYTES else MOST_MEMORY
    seconds = CHILD_SECONDS + SECONDS_PER_MEGABYTE * megabytes
    return memory, seconds, 4 * unpacked + ROW_CHARACTERS, ROW_CHARACTERS


def _too_large() -> DomainError:
    return TooLarge("too_large", _("The XLSX file unpacks to too much data."))
