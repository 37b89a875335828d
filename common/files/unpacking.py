"""Open files that may be packed, and refuse what is no table before it is read."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError, Invalid
from common.rules.file_kinds import GZIP_MAGIC, ZIP_MAGIC, refused_kind

BLOCK_BYTES = 1 << 20
HEAD_BYTES = 512
BOOK_PART = "xl/workbook.xml"
BINARY_BOOK_PART = "xl/workbook.bin"
REFUSALS = {
    "old_excel": gettext_lazy(
        "This is an old Excel file (.xls), or one with a password. Open it and "
        "save it as .xlsx without a password.",
    ),
    "pdf": gettext_lazy("This is a PDF file. Export a CSV or XLSX file."),
    "picture": gettext_lazy("This is a picture. Export a CSV or XLSX file."),
    "archive": gettext_lazy(
        "This is an archive. Unpack it and send the file in it; only gzip is "
        "unpacked here.",
    ),
    "parquet": gettext_lazy(
        "This is a Parquet file. Export CSV, NDJSON or XLSX.",
    ),
    "database": gettext_lazy("This is a database. Export CSV or NDJSON."),
    "markup": gettext_lazy(
        "This is a web page or XML, whatever its name says. Open it in a "
        "spreadsheet program and save it as .xlsx.",
    ),
    "binary_book": gettext_lazy(
        "This is a binary Excel file (.xlsb). Save it as .xlsx.",
    ),
    "open_document": gettext_lazy(
        "This is an OpenDocument file (.ods). Save it as .xlsx.",
    ),
}


@contextmanager
def open_unpacked(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
    """Yield the file's content, unpacked if it is packed, and a function that
    returns how many bytes of the file are read.

    Errors: Invalid if it cannot be unpacked.
    """
    with path.open("rb") as file:
        is_packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        content: Any = gzip.GzipFile(fileobj=file) if is_packed else file
        try:
            yield content, file.tell
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            message = _(
                "The file cannot be unpacked: it is damaged, or was not sent whole."
            )
            raise Invalid("bad_file", message) from error


def read_blocks(path: Path) -> Iterator[bytes]:
    """Yield the unpacked content of a file in blocks."""
    with open_unpacked(path) as (file, _position):
        while block := file.read(BLOCK_BYTES):
            yield block


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as a ZIP file does."""
    with path.open("rb") as file:
        return file.read(len(ZIP_MAGIC)) == ZIP_MAGIC


def is_workbook(path: Path, name: str) -> bool:
    """Tell whether a file is an XLSX workbook.

    Errors: Invalid, saying what it is, if it is no table that can be read.
    """
    with open_unpacked(path) as (file, _position):
        head = file.read(HEAD_BYTES)
        is_packed = isinstance(file, gzip.GzipFile)
    kind = refused_kind(head)
    if kind:
        raise _refusal(kind)
    if not head.startswith(ZIP_MAGIC):
        if head and name.lower().endswith((".xlsx", ".xlsm")):
            raise not_xlsx(_("it is no ZIP file"))
        return False
    if is_packed:
        raise not_xlsx(_("it is packed once more; send it as it is"))
    return _is_book_in(path, name)


def _is_book_in(path: Path, name: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise not_xlsx(damaged()) from error
    if BOOK_PART in names:
        return True
    if BINARY_BOOK_PART in names:
        raise _refusal("binary_book")
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise not_xlsx(_("it holds no workbook"))
    is_other_office = "content.xml" in names and "mimetype" in names
    raise _refusal("open_document" if is_other_office else "archive")


def _refusal(kind: str) -> DomainError:
    return Invalid("no_table", str(REFUSALS[kind]))


def damaged() -> str:
    """Return why a file cannot be read of which a part is missing or wrong."""
    return _("it is damaged, or was not sent whole")


def not_xlsx(why: str) -> DomainError:
    """Return the error of a workbook that cannot be read."""
    message = _("The XLSX file cannot be read: %(why)s") % {"why": why}
    return Invalid("bad_xlsx", message)
