"""Activity logs in files: member, day, dimension, count; read whole for fitting and judging."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from activity.rules.calendar import day_number
from activity.rules.files import GZIP_MAGIC
from common.errors import ReaderError
from lifecycle.rules.backtest import Log

COLUMNS = ("member", "day", "dimension", "count")
PRESENCE_NAMES = frozenset({"presence", "login", "view", "visit", "read"})


class NamedLog(NamedTuple):
    """A log, its members' names by index, and how many rows its file had."""

    log: Log
    names: list[str]
    rows: int


def read_log(path: Path, *, presence: Iterable[str] = ()) -> NamedLog:
    """Return the log of a CSV file with the columns member, day, dimension, count; gzip allowed.

    `presence` names the dimensions of mere presence; without it, login, view, visit and read.
    Errors: ReaderError with line, column and value of the first row that cannot be read.
    """
    quiet = frozenset(presence) or PRESENCE_NAMES
    index: dict[str, int] = {}
    member: list[int] = []
    day: list[int] = []
    is_presence: list[bool] = []
    days: dict[str, int] = {}
    rows = 0
    with _rows(path) as lines:
        for number, row in enumerate(lines, start=2):
            rows += 1
            if _count(row["count"], number) == 0:
                continue
            text = row["day"]
            known = days.get(text)
            if known is None:
                known = days[text] = _day(text, number)
            member.append(index.setdefault(row["member"], len(index)))
            day.append(known)
            is_presence.append(row["dimension"] in quiet)
    if not member:
        raise ReaderError("empty_log", _("%(name)s has no row with activity.") % {"name": path.name})
    log = Log(np.array(member), np.array(day), np.array(is_presence, dtype=bool), len(index))
    return NamedLog(log, list(index), rows)


@contextmanager
def _rows(path: Path) -> Iterator[Iterator[dict[str, str]]]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP_MAGIC
        opener = gzip.open if packed else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield _checked(file, path)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        message = _("%(name)s cannot be read: %(why)s") % {"name": path.name, "why": error}
        raise ReaderError("bad_file", message) from error


def _checked(file: IO[str], path: Path) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(file)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        message = _("%(name)s lacks the columns %(missing)s; it has %(present)s.")
        present = ", ".join(reader.fieldnames or ())[:200]
        raise ReaderError("missing_columns", message % {"name": path.name, "missing": missing, "present": present})
    for number, row in enumerate(reader, start=2):
        if None in row or any(row[name] is None for name in COLUMNS):
            raise _refusal(number, "", str(row)[:100])
        yield row


def _day(text: str, line: int) -> int:
    try:
        return day_number(date.fromisoformat(text))
    except ValueError:
        raise _refusal(line, "day", text) from None


def _count(text: str, line: int) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise _refusal(line, "count", text)
    return int(text)


def _refusal(line: int, column: str, value: str) -> ReaderError:
    message = _("Line %(line)s, column “%(column)s”: “%(value)s” cannot be read.")
    return ReaderError("bad_row", message % {"line": line, "column": column, "value": value[:100]})
