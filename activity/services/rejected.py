"""Rejected rows as a file that can be mended and sent again: the row's own columns, then what is wrong."""

import json
from collections.abc import Iterator
from typing import Any

from activity.models import IngestBatch
from activity.services.wording import fault_text

FAULT_COLUMNS = ("_line", "_code", "_column", "_value", "_错误", "_error")


def rejected_file_rows(batch: IngestBatch) -> Iterator[list[Any]]:
    """Yield the header, then each rejected row with its faults; unknown columns of a source stay as they were."""
    names = _column_names(batch)
    yield [*names, *FAULT_COLUMNS]
    for row in batch.rejected_rows.iterator(chunk_size=2000):
        raw = json.loads(row.raw)
        values = [raw.get(name, "") for name in names] if isinstance(raw, dict) else [raw, *[""] * (len(names) - 1)]
        first = row.faults[0]
        yield [
            *(_text(value) for value in values),
            row.line,
            row.code,
            first["column"],
            first["value"],
            " ".join(_told(fault, "zh-hans") for fault in row.faults),
            " ".join(_told(fault, "en") for fault in row.faults),
        ]


def _told(fault: dict[str, str], language: str) -> str:
    column = f"{fault['column']}: " if fault["column"] else ""
    return f"{column}{fault_text(fault['code'], language)}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode()


def _column_names(batch: IngestBatch) -> list[str]:
    names: dict[str, None] = {}
    for raw in batch.rejected_rows.values_list("raw", flat=True).iterator(chunk_size=2000):
        parsed = json.loads(raw)
        names.update(dict.fromkeys(parsed if isinstance(parsed, dict) else ("row",)))
    return list(names)
