"""Members as rows of a spreadsheet, and edited rows read back."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from tablib import Dataset

from common.errors import Invalid, TooLarge
from common.files.tables import open_table
from common.rules.headers import match_columns
from common.rules.rows import RejectedDraft
from common.ui.formulas import unescape_formula
from members.models import STAFF_EDITED, Member

MAX_ROWS = 5000
COLUMNS = ("id", *STAFF_EDITED)
ACCOUNT_COLUMNS = ("primary_contact", "backup_contact")


def export_members(members: Iterable[Member]) -> Iterator[list[Any]]:
    """Yield the header and one row per member, as import_members reads them."""
    yield list(COLUMNS)
    for member in members:
        yield [cell_of(member, name) for name in COLUMNS]


def cell_of(member: Member, name: str) -> Any:
    """Return a field of a member as its cell holds it."""
    value = getattr(member, name)
    if value is None:
        return ""
    if name in ACCOUNT_COLUMNS:
        return value.username
    if isinstance(value, date):
        return value.isoformat()
    return value


class MemberRows(Dataset):
    """Rows of members, with the line of the file on which each stands."""

    def __init__(self, headers: list[str]) -> None:
        super().__init__(headers=headers)
        self.lines: list[int] = []


def read_table(content: bytes, name: str) -> MemberRows:
    """Return the rows of a file as texts.

    Errors: DomainError naming what is wrong with the file.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        with open_table(Path(file.name), name, wanted=COLUMNS) as table:
            dataset = MemberRows(_our_names(table.header))
            for line, row in islice(table.rows, MAX_ROWS + 1):
                dataset.append(_cells(row, line))
                dataset.lines.append(line)
    if len(dataset) > MAX_ROWS:
        message = _("At most %(most)s rows at once.") % {"most": MAX_ROWS}
        raise TooLarge("too_many_rows", message)
    return dataset


def _our_names(header: list[str]) -> list[str]:
    """Return the names of a header as ours are written.

    Errors: Invalid if one is not ours, or twice, or no member is named.
    """
    ours = match_columns(COLUMNS, header)
    has_doubles = len(set(ours.values())) < len(header)
    if "id" in ours.values() and not has_doubles:
        return [ours[column] for column in header]
    message = _(
        "The header must be made of: %(columns)s (id always). It has: "
        "%(present)s. Members of another list come in by “Upload members”, "
        "under any header.",
    )
    values = {
        "columns": ", ".join(COLUMNS),
        "present": ", ".join(header)[:300],
    }
    raise Invalid("bad_header", message % values)


def _cells(row: Any, line: int) -> list[str]:
    """Return the cells of a row as texts.

    Errors: Invalid if it could not be read.
    """
    if isinstance(row, RejectedDraft):
        code = row.faults[0].code
        message = _("Line %(line)s cannot be read: %(why)s")
        values = {"line": line, "why": row.faults[0].value}
        raise Invalid(code, message % values)
    return [unescape_formula(str(cell)) for cell in row.values()]
