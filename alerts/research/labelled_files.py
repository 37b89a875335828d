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
    thread, and its labels, if any. The title is that of the thread.
    """

    id: str
    member: str
    at: datetime
    text: str
    model: str = ""
    brand: str = ""
    thread: str = ""
    labels: frozenset[Hashable] = frozenset()
    title: str = ""


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
        text=row["message"],
        thread=title,
        title=title,
    )


def _of_stream(row: Mapping[str, str | None], line: int) -> Row:
    labels: set[Hashable] = set()
    for label in _cell(row, "label").split(LABEL_SEPARATOR):
        if label.strip():
            labels.add(label.strip())
    for name in ("id", "member"):
        if not (row[name] or "").strip():
            message = f"{name} is empty"
            raise ValueError(message)
    return Row(
        id=_cell(row, "id"),
        member=_cell(row, "member"),
        at=_moment((row["at"] or "").strip()),
        text=row["text"] or "",
        model=_cell(row, "model"),
        thread=_cell(row, "thread"),
        labels=frozenset(labels),
        title=_cell(row, "title"),
    )


def _cell(row: Mapping[str, str | None], name: str) -> str:
    return (row.get(name) or "").strip()


def _of_jsonl(row: Mapping[str, Any], line: int) -> Row:
    number = str(row["Id"])
    return Row(
        id=number,
        member=number,
        at=STREAM_START + timedelta(minutes=line),
        text=str(row["textCleaned"]),
        labels=frozenset({row["clusterNo"]}),
    )


JSONL, FORUM, STREAM = "jsonl", "forum", "stream"
WITH_THREADS = (FORUM, STREAM)
LABEL_SEPARATOR = "|"
STREAM_START = datetime(2000, 1, 1, tzinfo=UTC)
FORMATS: dict[str, Callable[[Mapping[str, Any], int], Row]] = {
    "titles": _of_titles,
    "complaints": _of_complaints,
    FORUM: _of_forum,
    STREAM: _of_stream,
    JSONL: _of_jsonl,
}


def read_rows(path: Path, form: str) -> list[Row]:
    """Return the rows of a file; of forums and plain streams in order of time.

    Errors: DomainError naming the line that cannot be read.
    """
    rows = list(_read_rows(path, form))
    if form in WITH_THREADS:
        rows.sort(key=lambda row: row.at)
    return rows


def _read_rows(path: Path, form: str) -> Iterator[Row]:
    line = 0
    try:
        with _open_text(path) as file:
            for line, row in enumerate(_raw_rows(file, form), start=1):
                yield FORMATS[form](row, line)
    except KeyError as error:
        message = _("%(name)s, row %(line)s: there is no column %(column)s.")
        shown = {
            "name": path.name,
            "line": line + 1,
            "column": error.args[0],
        }
        raise Invalid("bad_file", message % shown) from error
    except (
        OSError,
        EOFError,
        ValueError,
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
