"""Files in which a person may stand, and the list of erasures that outlives a backup."""

import gzip
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from common.backups.ledgers import add_to_ledger, ledger_lines
from members.rules.mentions import Identifiers, spellings

FOLDERS = ("exports", "uploads", "imports")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
PIECE = 1 << 20
# More than the longest identifier, however it is spelled.
OVERLAP = 1 << 12
LEDGER = "erasures.ndjson"
# Shorter numbers are written without gaps.
PHONE_LENGTH = 9


def ledger_path() -> Path:
    """Return the file with the numbers of erased members.

    It lies beside the database, not in it: a backup that is put back does not
    know what was erased after it.
    """
    return Path(settings.VAR_DIR) / LEDGER


def note_in_ledger(erasure: int, numbers: list[int], asked_at: str) -> None:
    """Add an erasure to the ledger: numbers only."""
    line = {"erasure": erasure, "members": numbers, "asked_at": asked_at}
    add_to_ledger(ledger_path(), line)


def read_ledger(path: Path) -> Iterator[tuple[list[int], datetime]]:
    """Yield the numbers of each person in a ledger, and when their erasure was
    asked for; a missing ledger has none.
    """
    for line in ledger_lines(path):
        asked_at = datetime.fromisoformat(line["asked_at"])
        yield [int(number) for number in line["members"]], asked_at


def delete_files_with(known: Identifiers) -> int:
    """Delete kept exports, uploads and files of imports that hold one of these
    identifiers; return how many. A weak name alone removes no file.
    """
    wanted = _spelled(known)
    count = 0
    for path in _kept_files():
        if wanted is not None and _holds(path, wanted):
            path.unlink(missing_ok=True)
            count += 1
    return count


def _kept_files() -> Iterator[Path]:
    for name in FOLDERS:
        folder = Path(settings.MEDIA_ROOT) / name
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())


def _spelled(known: Identifiers) -> re.Pattern[bytes] | None:
    """Return the identifiers as the bytes of a file may hold them, None if
    there are none.
    """
    found = set()
    for text in {*known.keys, *known.names}:
        for spelling in spellings(text):
            found.add(spelling.encode())
        for encoding in ENCODINGS:
            found.add(text.encode(encoding, "replace"))
    if not found:
        return None
    return re.compile(b"|".join(map(_bounded, sorted(found))))


def _bounded(text: bytes) -> bytes:
    # Digits alone may be a part of a longer number, and phones have gaps.
    if not text.isdigit():
        return re.escape(text)
    digits = [text[place : place + 1] for place in range(len(text))]
    gap = b"[ .-]?" if len(text) >= PHONE_LENGTH else b""
    return b"(?<![0-9])" + gap.join(digits) + b"(?![0-9])"


def _holds(path: Path, wanted: re.Pattern[bytes]) -> bool:
    return any(_mentions(part, wanted) for part in _parts(path))


def _parts(path: Path) -> Iterator[Any]:
    """Yield the contents of a file, unpacked if it is packed."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                with book.open(name) as part:
                    yield part
        return
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if is_packed:
            yield gzip.GzipFile(fileobj=file)
        else:
            yield file


def _mentions(part: Any, wanted: re.Pattern[bytes]) -> bool:
    before = b""
    while piece := part.read(PIECE):
        text = before + piece
        if wanted.search(text):
            return True
        before = text[-OVERLAP:]
    return False
