"""What a delivered file is: its encoding and form, decided from its first bytes.

UTF-8 goes before GB18030, which can decode nearly anything. A file that is UTF-8 but for a few broken
bytes stays UTF-8, and only the rows that hold them are refused.
"""

import codecs
import csv
from typing import NamedTuple

BROKEN_SHARE_OF_UTF8 = 0.1
GZIP_MAGIC = b"\x1f\x8b"
REFUSED_LATER = "kocops-refused-later"


def _lone_surrogates(error: UnicodeError) -> tuple[str, int]:
    """Return a lone surrogate for each byte that is no text: its row is refused, the others are not.

    Python's own surrogateescape gives up at bytes below 128, which UTF-16 and GB18030 use everywhere.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(REFUSED_LATER, _lone_surrogates)


class FileForm(NamedTuple):
    """`kind` is csv or ndjson; `delimiter` counts for csv only."""

    encoding: str
    kind: str
    delimiter: str


def detect_encoding(sample: bytes) -> str:
    """Return the codec name for a file that begins with `sample`."""
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    text = sample.decode("utf-8", "replace")
    broken = text.rstrip("\ufffd").count("\ufffd")
    wide = sum(1 for c in text if c > "\x7f")
    if broken <= BROKEN_SHARE_OF_UTF8 * wide:
        return "utf-8"
    return "gb18030"


def detect_form(sample: bytes, name: str) -> FileForm:
    """Return how to read a file that begins with `sample` and is called `name`."""
    encoding = detect_encoding(sample)
    text = sample.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("{") or name.lower().removesuffix(".gz").endswith((".ndjson", ".jsonl")):
        return FileForm(encoding, "ndjson", "")
    header = text.splitlines()[0] if text else ""
    delimiter = max(",;\t|", key=header.count) if header else ","
    return FileForm(encoding, "csv", delimiter)


def header_of(sample: bytes, form: FileForm) -> list[str]:
    """Return the column names of a CSV file's first line."""
    lines = sample.decode(form.encoding, "replace").lstrip("\ufeff").splitlines()
    return next(csv.reader(lines[:1], delimiter=form.delimiter), []) if lines else []
