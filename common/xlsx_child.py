"""Run as a script, never imported: XLSX from standard input to JSON rows on standard output.

The process may hold only as much memory, work only as long and answer only as much as its arguments
say, and dies otherwise: a small file can unpack to styles or strings of gigabytes.
"""

import io
import json
import resource
import sys
from datetime import datetime
from typing import Any

from openpyxl import load_workbook


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    return cell.date().isoformat() if isinstance(cell, datetime) else str(cell)


def main() -> None:
    memory, seconds, characters, rows, columns = (int(text) for text in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    book = load_workbook(io.BytesIO(sys.stdin.buffer.read()), read_only=True, data_only=True)
    cells = book.worksheets[0].iter_rows(values_only=True, max_row=rows, max_col=columns)
    read = [[_plain(cell) for cell in row] for row in cells]
    if sum(len(cell) for row in read for cell in row) > characters:
        raise MemoryError
    json.dump(read, sys.stdout)


if __name__ == "__main__":
    main()
