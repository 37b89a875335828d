"""Ledgers: files beside the database, a JSON object a line, that know what
happened after a backup was made.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common.backups.files import PRIVATE_FILE


def add_to_ledger(path: Path, values: dict[str, Any]) -> None:
    """Add a line to a ledger; it is on the disk afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(values) + "\n"
    # One write in append mode: processes that add at once do not mix lines.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    try:
        os.write(file, line.encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)


def ledger_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a ledger; a missing one has none."""
    if not path.exists():
        return
    with path.open(encoding="ascii") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def merge_ledgers(path: Path, *others: Path) -> None:
    """Add to a ledger what others know and it does not."""
    lines: dict[str, None] = {}
    for one in (path, *others):
        if one.exists():
            lines.update(dict.fromkeys(one.read_text("ascii").splitlines()))
    beside = path.with_name(path.name + ".new")
    text = "".join(f"{line}\n" for line in lines if line.strip())
    beside.write_text(text, encoding="ascii")
    beside.replace(path)
