"""A roster from a file: which rows mean whom, what each would change, and what
is wrong with which cell. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.files.columns import check_header, headed_columns
from common.files.tables import open_table
from common.rules.rows import RejectedDraft
from koc.selectors.roster_import_rows import (
    CellFault,
    RosterRowReader,
    ShownRow,
)

COLUMNS = ("identity", "tier", "since", "contact", "review_on")
REQUIRED = ("identity", "tier")
# What a file may call a column in Chinese.
CHINESE_COLUMNS = {
    "外部身份": "identity",
    "身份": "identity",
    "成员编号": "identity",
    "等级": "tier",
    "起始日期": "since",
    "对接人": "contact",
    "下次回顾": "review_on",
}
MAX_ROWS = 2000


@dataclass(slots=True)
class ReadRoster:
    """What a file says: rows that would change something, how many would
    change nothing, and the faults by cell.
    """

    rows: list[ShownRow] = field(default_factory=list)
    unchanged: int = 0
    faults: list[CellFault] = field(default_factory=list)


def read_roster(path: Path, name: str, *, now: datetime) -> ReadRoster:
    """Return what a file would change.

    Errors: DomainError if it is no table, lacks columns, or has more than
    MAX_ROWS rows.
    """
    reader = RosterRowReader(now)
    read = ReadRoster()
    lines: dict[int, int] = {}
    wanted = (*COLUMNS, *CHINESE_COLUMNS)
    with open_table(path, name, wanted=wanted) as table:
        check_header(table.header, least=len(REQUIRED))
        columns = headed_columns(
            table.header,
            CHINESE_COLUMNS,
            fields=COLUMNS,
            required=REQUIRED,
        )
        for count, (line, row) in enumerate(table.rows):
            if count >= MAX_ROWS:
                raise _too_many()
            if isinstance(row, RejectedDraft):
                message = _("The line cannot be read.")
                read.faults.append(CellFault(line, "", "", message))
                continue
            _add_row(read, lines, reader, line, _texts(row, columns))
    read.faults = [fault.headed(columns) for fault in read.faults]
    return read


def _add_row(
    read: ReadRoster,
    lines: dict[int, int],
    reader: RosterRowReader,
    line: int,
    texts: Mapping[str, str],
) -> None:
    if not any(texts.values()):
        return
    row, faults = reader.read(line, texts)
    if row is not None and row.member_id in lines:
        text = _("The same member is in line %(line)s already.")
        message = text % {"line": lines[row.member_id]}
        faults = [CellFault(line, "identity", texts["identity"], message)]
    if row is None or faults:
        read.faults.extend(faults)
        return
    lines[row.member_id] = line
    shown = reader.describe_change(row)
    if shown is None:
        read.unchanged += 1
    else:
        read.rows.append(shown)


def _texts(
    row: Mapping[str, Any], columns: Mapping[str, str]
) -> dict[str, str]:
    texts = {}
    for name in COLUMNS:
        value = row.get(columns[name])
        if isinstance(value, datetime):
            value = value.date()
        text = "" if value is None else str(value)
        texts[name] = text.replace("\x00", "").strip()
    return texts


def _too_many() -> Invalid:
    message = _("At most %(most)s rows at once.") % {"most": MAX_ROWS}
    return Invalid("too_many_rows", message)
