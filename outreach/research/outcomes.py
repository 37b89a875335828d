"""Members with a known outcome: quiet before a day, active or not after it."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

QUIET_DAYS = 28


class KnownOutcomes(NamedTuple):
    """Members by number, and whether each became active after the day."""

    member_ids: list[int]
    outcomes: list[bool]


def read_outcomes(path: Path, *, on: date, days: int) -> KnownOutcomes:
    """Return who of a log of (member, day, …) had been quiet for QUIET_DAYS
    before a day, and whether they came back within some days after it.
    """
    before: dict[str, date] = {}
    back: set[str] = set()
    for member, day in _rows(path):
        if day < on:
            before[member] = max(before.get(member, day), day)
        elif day < on + timedelta(days=days):
            back.add(member)
    quiet_since = on - timedelta(days=QUIET_DAYS)
    quiet = sorted(one for one, last in before.items() if last < quiet_since)
    ids = list(range(1, len(quiet) + 1))
    return KnownOutcomes(ids, [member in back for member in quiet])


def _rows(path: Path) -> Iterator[tuple[str, date]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["member"], date.fromisoformat(row["day"][:10])
