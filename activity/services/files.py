"""Files of events: opened, read row by row with their line numbers, and taken in as one delivery."""

import csv
import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import REQUIRED, Fault, RejectedDraft
from activity.rules.files import GZIP_MAGIC, REFUSED_LATER, FileForm, detect_form, header_of
from activity.services.ingest import IngestOutcome, Row, ingest_events, open_batch, reading_rules
from activity.services.rejected import FAULT_COLUMNS
from common.errors import ReaderError
from common.exports import unescape_formula
from common.rules.strict_json import TooDeep, parse_json
from common.services.jobs import Clock, Progress
from members.rules.names import unreadable_characters

SAMPLE_BYTES = 1 << 20
LINE_CHARACTERS = 1 << 20


def ingest_file(
    *,
    source: EventSource,
    path: Path,
    file_name: str,
    channel: str,
    clock: Clock,
    columns: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    user: Any = None,
    job_id: int | None = None,
    progress: Progress | None = None,
) -> tuple[IngestBatch, IngestOutcome]:
    """The file's rows are in, or rejected by name; a file that was cut off goes on where it stopped.

    Errors: ReaderError when no row can be read: the file is empty, or required columns are missing.
    """
    now = clock()
    rules = reading_rules(source, now=now, columns=columns, kinds=kinds)
    digest = _digest(path, f"{source.pk}|{sorted(rules.columns.items())}|{sorted(rules.kinds.items())}")
    with open_rows(path, rules.columns) as (rows, position):
        batch = open_batch(
            source=source,
            channel=channel,
            now=now,
            file_name=file_name,
            digest=digest,
            user=user,
            job_id=job_id,
        )
        outcome = ingest_events(
            batch=batch,
            rows=rows,
            rules=rules,
            clock=clock,
            progress=progress or Progress(None),
            position=position,
            total=path.stat().st_size,
        )
    return batch, outcome


def run_ingest_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    source_id: int,
    path: str,
    file_name: str,
    columns: dict[str, str],
    user_id: int | None,
) -> dict[str, Any]:
    """The uploaded file is taken in, as asked for on the page, and no longer kept."""
    batch, _outcome = ingest_file(
        source=EventSource.objects.get(pk=source_id),
        path=Path(path),
        file_name=file_name,
        channel=IngestBatch.Channel.PAGE,
        clock=clock,
        columns=columns,
        job_id=job_id,
        progress=progress,
        user=get_user_model().objects.filter(pk=user_id).first() if user_id else None,
    )
    Path(path).unlink()
    return {"batch": batch.pk, "accepted": batch.accepted, "rejected": batch.rejected}


def _digest(path: Path, how: str) -> str:
    digest = hashlib.sha256(how.encode())
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _unpacked(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        try:
            yield (gzip.GzipFile(fileobj=file) if packed else file), file.tell  # type: ignore[misc]
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ReaderError("bad_file", _("The file cannot be unpacked: %(why)s") % {"why": error}) from error


def read_sample(path: Path, name: str = "") -> tuple[FileForm, bytes]:
    """Return the form of a file and its first bytes. Errors: ReaderError if it cannot be unpacked or is empty."""
    with _unpacked(path) as (file, _position):
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise ReaderError("empty_file", _("The file is empty: it needs a header line and rows."))
    return detect_form(sample, name or path.name), sample


def read_header(path: Path, name: str = "") -> list[str]:
    """Return the column names of a file: a CSV's header, or the keys of an NDJSON file's first object.

    Errors: ReaderError if there are fewer than who, when and what need.
    """
    form, sample = read_sample(path, name)
    if form.kind == "csv":
        names = _mappable(header_of(sample, form))
    else:
        text = sample.decode(form.encoding, "replace").lstrip("\ufeff \t\r\n")
        parsed = _parse_line(text.partition("\n")[0], 1)
        names = _mappable(parsed) if isinstance(parsed, dict) else []
    if len(set(names)) < len(REQUIRED):
        message = _("The first line names %(n)s columns that can be read; who, when and what need at least %(least)s.")
        raise ReaderError("no_table", message % {"n": len(set(names)), "least": len(REQUIRED)})
    return names


def _mappable(names: Iterable[str]) -> list[str]:
    """Return the column names that a page can show and a job's row can hold."""
    return [name for name in names if name.strip() and not unreadable_characters(name)]


@contextmanager
def open_rows(path: Path, columns: Mapping[str, str]) -> Iterator[tuple[Iterator[Row], Callable[[], int]]]:
    """Yield the file's rows with their line numbers, and a function telling how many bytes are read."""
    form, sample = read_sample(path)
    if form.kind == "csv":
        _require_columns(header_of(sample, form), columns)
    with _unpacked(path) as (file, position):
        text = io.TextIOWrapper(file, encoding=form.encoding, errors=REFUSED_LATER, newline="")
        rows = _csv_rows(text, form) if form.kind == "csv" else _ndjson_rows(text)
        yield rows, position


def _require_columns(header: list[str], columns: Mapping[str, str]) -> None:
    wanted = dict.fromkeys(columns.get(name, name) for name in REQUIRED)
    missing = [name for name in wanted if name not in header]
    if missing:
        message = _("The file lacks the columns %(missing)s; it has %(present)s. Map them and send it again.")
        shown = {"missing": ", ".join(missing), "present": ", ".join(header)[:500]}
        raise ReaderError("missing_columns", message % shown, where={"columns": missing})
    doubled = sorted(name for name, count in Counter(header).items() if count > 1)
    if doubled:
        message = _("These columns stand twice in the header: %(names)s. Rename one of each.")
        raise ReaderError("doubled_columns", message % {"names": ", ".join(doubled)})


class _Lines:
    """The lines of a text by their number; one of LINE_CHARACTERS or more is passed over as a csv.Error."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LINE_CHARACTERS)
        if not line:
            raise StopIteration
        self.number += 1
        if _pass_over_rest(self._text, line):
            raise csv.Error("the line is too long")
        return line


def _pass_over_rest(text: IO[str], piece: str) -> bool:
    """The text stands at the next line; returns whether the piece was not the whole line."""
    whole = len(piece) < LINE_CHARACTERS or piece.endswith(("\r", "\n"))
    rest = piece
    while not whole and rest and not rest.endswith(("\r", "\n")):
        rest = text.readline(LINE_CHARACTERS)
    return not whole


def _csv_rows(text: IO[str], form: FileForm) -> Iterator[Row]:
    csv.field_size_limit(LINE_CHARACTERS)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=form.delimiter)
    try:
        header = next(reader)
    except csv.Error as error:
        raise ReaderError("bad_csv", _("Not valid CSV: %(why)s") % {"why": error}) from error
    header[0] = header[0].lstrip("\ufeff")
    width, ours = len(header), set(FAULT_COLUMNS) <= set(header)
    while True:
        begins = lines.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, RejectedDraft(begins, (Fault("bad_csv", "", str(error)),), "")
            continue
        if ours:
            # Our file of rejected rows, mended: its cells were escaped against formulas.
            values = [unescape_formula(value) for value in values]
        if len(values) == width:
            yield begins, dict(zip(header, values, strict=True))
        elif values:
            yield begins, _wrong_width(begins, header, values)


def _wrong_width(line: int, header: list[str], values: list[str]) -> RejectedDraft:
    raw = dict(zip(header, values, strict=False))
    if len(values) > len(header):
        raw[""] = "\x1f".join(values[len(header) :])
    return RejectedDraft(line, (Fault("column_count", "", f"{len(values)} ≠ {len(header)}"),), raw)


def _ndjson_rows(text: IO[str]) -> Iterator[Row]:
    line = 0
    while piece := text.readline(LINE_CHARACTERS):
        line += 1
        if _pass_over_rest(text, piece):
            yield line, RejectedDraft(line, (Fault("too_long", "", piece[:200]),), piece[:2000])
        elif piece.strip():
            yield line, _parse_line(piece.lstrip("\ufeff"), line)


def _parse_line(piece: str, line: int) -> Any:
    try:
        return parse_json(piece)
    except TooDeep:
        reason = "nested too deep"
    except ValueError as error:
        reason = f"{type(error).__name__}: {error}"[:200]
    return RejectedDraft(line, (Fault("bad_json", "", reason),), piece.rstrip("\n"))


def upload_path(token: str, folder: Path) -> Path:
    """Return where the upload of a token lies."""
    return folder / "uploads" / token


def save_upload(chunks: Iterable[bytes], *, token: str, folder: Path) -> Path:
    """The uploaded bytes stand in a file of their own; returns its path."""
    path = upload_path(token, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    return path
