"""The rejected rows of a batch: their counts, and a file of them that can be
corrected and sent again.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from activity.labels import fault_text
from activity.models import IngestBatch, RejectedRow
from common.db.fields import TOKEN_START, decrypt_text
from common.rules.rows import FAULT_COLUMNS

CHUNK_ROWS = 2000


def fault_counts(batch: IngestBatch) -> list[tuple[str, int]]:
    """Return how many rows were rejected for each (first) fault, most first."""
    codes = batch.rejected_rows.order_by().values_list("code")
    counted = codes.annotate(count=Count("id"))
    return sorted(counted, key=lambda pair: -pair[1])


def most_ignored(batch: IngestBatch) -> list[tuple[str, int]]:
    """Return how many rows of each kind were left out, most first."""
    return sorted(batch.ignored_kinds.items(), key=lambda pair: -pair[1])


def rejected_file_rows(batch: IngestBatch) -> Iterator[list[Any]]:
    """Yield the header, then each rejected row: its own columns, then its faults.

    Columns of the source that are not ours keep their names and values.
    """
    names = _column_names(batch)
    yield [*names, *FAULT_COLUMNS]
    for row in batch.rejected_rows.iterator(chunk_size=CHUNK_ROWS):
        yield [*_cells(_parsed(row.raw), names), *_fault_cells(row)]


def _column_names(batch: IngestBatch) -> list[str]:
    names: dict[str, None] = {}
    raws = batch.rejected_rows.values_list("raw", flat=True)
    for raw in raws.iterator(chunk_size=CHUNK_ROWS):
        parsed = _parsed(raw)
        columns = parsed if isinstance(parsed, dict) else ("row",)
        names.update(dict.fromkeys(columns))
    return list(names)


def _parsed(raw: str) -> Any:
    """Return a stored row; those about members are encrypted, but for old ones."""
    is_encrypted = raw.startswith(TOKEN_START)
    return json.loads(decrypt_text(raw) if is_encrypted else raw)


def _cells(raw: Any, names: list[str]) -> list[str]:
    """Return the row's own values; a row without columns fills the first cell."""
    values = [raw] + [""] * (len(names) - 1)
    if isinstance(raw, dict):
        values = [raw.get(name, "") for name in names]
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).encode("utf-8", "backslashreplace").decode()


def _fault_cells(row: RejectedRow) -> list[Any]:
    first = row.faults[0]
    return [
        row.line,
        row.code,
        first["column"],
        first["value"],
        _describe(row.faults, "zh-hans"),
        _describe(row.faults, "en"),
    ]


def _describe(faults: list[dict[str, str]], language: str) -> str:
    texts = []
    for fault in faults:
        column = f"{fault['column']}: " if fault["column"] else ""
        texts.append(f"{column}{fault_text(fault['code'], language)}")
    return " ".join(texts)
