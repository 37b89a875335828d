"""Activity logs in files: member, day, dimension, count."""

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
from common.errors import DomainError, Invalid
from common.rules.file_kinds import GZIP_MAGIC
from lifecycle.rules.backtest import Log

COLUMNS = ("member", "day", "dimension", "count")
PRESENCE_NAMES = frozenset({"presence", "login", "view", "visit", "read"})


class NamedLog(NamedTuple):
    """A log, its members' names by index, and the number of rows of its file."""

    log: Log
    names: list[str]
    rows: int


def read_log(path: Path, *, presence: Iterable[str] = ()) -> NamedLog:
    """Return the log of a CSV file, which may be gzipped.

    The columns are member, day, dimension and count. `presence` names the
    dimensions of mere presence (PRESENCE_NAMES if empty).
    Errors: Invalid with line, column and value of the first row that cannot
    be read.
    """
    presence_names = frozenset(presence) or PRESENCE_NAMES
    index: dict[str, int] = {}
    days: dict[str, int] = {}
    member: list[int] = []
    day: list[int] = []
    is_presence: list[bool] = []
    rows = 0
    with _rows(path) as lines:
        for number, row in enumerate(lines, start=2):
            rows += 1
            if _count(row["count"], number) == 0:
                continue
            text = row["day"]
            if text not in days:
                days[text] = _day(text, number)
            member.append(index.setdefault(row["member"], len(index)))
            day.append(days[text])
            is_presence.append(row["dimension"] in presence_names)
    if not member:
        raise Invalid(
            "empty_log",
            _("%(name)s has no row with activity.") % {"name": path.name},
        )
    log = Log(
        member=np.array(member),
        day=np.array(day),
        is_presence=np.array(is_presence, dtype=bool),
        member_count=len(index),
    )
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
        message = _("%(name)s cannot be read: %(why)s") % {
            "name": path.name,
            "why": error,
        }
        raise Invalid("bad_file", message) from error


def _checked(file: IO[str], path: Path) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(file)
    missing = [
        name for name in COLUMNS if name not in (reader.fieldnames or ())
    ]
    if missing:
        message = _(
            "%(name)s lacks the columns %(missing)s; it has %(present)s.",
        )
        present = ", ".join(reader.fieldnames or ())[:200]
        raise Invalid(
            "missing_columns",
            message
            % {"name": path.name, "missing": missing, "present": present},
        )
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


def _refusal(line: int, column: str, value: str) -> DomainError:
    message = _(
        "Line %(line)s, column “%(column)s”: “%(value)s” cannot be read.",
    )
    return Invalid(
        "bad_row",
        message % {"line": line, "column": column, "value": value[:100]},
    )
