"""XLSX files of others: sizes looked at first, then read by a child process that cannot take the server down."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import ReaderError

UNPACKED_BYTES = 60 << 20
PACKING_RATIO = 120
CHILD_MEMORY = 256 << 20
CHILD_SECONDS = 10
CHILD_CHARACTERS = 12_000_000
_CHILD = Path(__file__).with_name("xlsx_child.py")


def read_xlsx(content: bytes, *, rows: int, columns: int) -> list[list[str]]:
    """Return the first sheet's cells as texts. Errors: ReaderError if it is no XLSX file, or takes too much memory."""
    _refuse_zip_bomb(content)
    limits = [str(limit) for limit in (CHILD_MEMORY, CHILD_SECONDS, CHILD_CHARACTERS, rows, columns)]
    # Threads of a numeric library would count as memory here.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    child = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-I", str(_CHILD), *limits], input=content, capture_output=True, env=environment, check=False
    )
    if child.returncode == 0:
        read: list[list[str]] = json.loads(child.stdout)
        return read
    told = child.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
    if child.returncode < 0 or told[-1].startswith("MemoryError"):
        raise _too_large()
    raise _not_xlsx(told[-1][:200])


def _refuse_zip_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _not_xlsx(str(error)) from error
    if unpacked > UNPACKED_BYTES or unpacked > PACKING_RATIO * max(len(content), 1):
        raise _too_large()


def _too_large() -> ReaderError:
    return ReaderError("too_large", _("The XLSX file unpacks to too much data."), status=413)


def _not_xlsx(why: str) -> ReaderError:
    return ReaderError("bad_xlsx", _("The XLSX file cannot be read: %(why)s") % {"why": why})
