"""Read files of labelled posts, for measuring the classification."""

import csv
import gzip
import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _

from common.errors import Invalid


class Row(NamedTuple):
    """A row of a labelled file: who wrote what and when, of which car, in which
    thread, and its labels, if any.
    """

    id: str
    member: str
    at: datetime
    text: str
    model: str = ""
    brand: str = ""
    thread: str = ""
    labels: frozenset[Hashable] = frozenset()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _of_titles(row: Mapping[str, str], line: int) -> Row:
    labels: set[Hashable] = set()
    for code in row["problem"].split(","):
        if code:
            labels.add((row["car_model"], code))
    return Row(
        id=row["id"],
        member=row["id"],
        at=_moment(row["datetime"]),
        text=row["desc"],
        model=row["car_model"],
        brand=row["brand"],
        labels=frozenset(labels),
    )


def _of_complaints(row: Mapping[str, str], line: int) -> Row:
    labels: set[Hashable] = set()
    if row["问题类型"] != "其他":
        labels.add((row["投诉车系"], row["投诉问题"], row["问题类型"]))
    return Row(
        id=row["投诉编号"],
        member=row["投诉编号"],
        at=_moment(row["投诉日期"]),
        text=row["投诉简述"],
        model=row["投诉车系"],
        brand=row["投诉品牌"],
        labels=frozenset(labels),
    )


def _of_forum(row: Mapping[str, str], line: int) -> Row:
    title = row["thread_title"]
    return Row(
        id=row["id"],
        member=row["username"],
        at=_moment(row["posted_at"]),
        text=f"{title}\n{row['message']}",
        thread=title,
    )


def _of_jsonl(row: Mapping[str, Any], line: int) -> Row:
    number = str(row["Id"])
    return Row(
        id=number,
        member=number,
        at=STREAM_START + timedelta(minutes=line),
        text=str(row["textCleaned"]),
        labels=frozenset({row["clusterNo"]}),
    )


JSONL = "jsonl"
STREAM_START = datetime(2000, 1, 1, tzinfo=UTC)
FORMATS: dict[str, Callable[[Mapping[str, Any], int], Row]] = {
    "titles": _of_titles,
    "complaints": _of_complaints,
    "forum": _of_forum,
    JSONL: _of_jsonl,
}


def read_rows(path: Path, form: str) -> Iterator[Row]:
    """Yield the rows of a file. Errors: DomainError naming the line that cannot
    be read.
    """
    line = 0
    try:
        with _open_text(path) as file:
            for line, row in enumerate(_raw_rows(file, form), start=1):
                yield FORMATS[form](row, line)
    except (
        OSError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        message = _(
            "%(name)s, row %(line)s: cannot be read as %(form)s: %(why)s",
        )
        shown = {
            "name": path.name,
            "line": line + 1,
            "form": form,
            "why": f"{type(error).__name__}: {error}",
        }
        raise Invalid("bad_file", message % shown) from error


def _open_text(path: Path) -> IO[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    return opened(path, "rt", encoding="utf-8-sig", newline="")


def _raw_rows(file: IO[str], form: str) -> Iterator[Any]:
    return map(json.loads, file) if form == JSONL else csv.DictReader(file)
