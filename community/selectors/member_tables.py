"""Files of members: opened, their columns guessed, and read row by row."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from activity.models import EventSource
from activity.selectors.file_templates import skip_example
from common.errors import Invalid
from common.files.tables import open_table, read_sample
from common.rules.rows import FAULT_COLUMNS, RejectedDraft, Row
from members.rules.member_drafts import MemberDraft
from members.rules.member_objects import MEMBER_KEYS, ObjectReader
from members.rules.member_rows import FlatRowReader
from members.rules.member_values import Days
from members.rules.member_words import COLUMN_WORDS, guess_columns

NESTED = frozenset({"identities", "vehicles", "circles", "contacts"})
# Columns for people only, such as that of the example row in a template.
NOTES = ("Note", "备注", "备注说明")
Reader = Callable[[Any, int], MemberDraft | RejectedDraft]


class OpenMemberFile(NamedTuple):
    """The rows of an open file of members, and how they are read.

    columns: the column of each field, empty where rows are objects of the API
    · unread: columns that mean nothing to us · sheet: of a workbook.
    """

    rows: Iterator[Row]
    position: Callable[[], int]
    read: Reader
    columns: Mapping[str, str]
    unread: list[str]
    sheet: str = ""


@contextmanager
def open_member_table(
    path: Path,
    *,
    name: str,
    source: EventSource,
    days: Days,
    columns: Mapping[str, str] | None = None,
) -> Iterator[OpenMemberFile]:
    """Yield the table of a file.

    Errors: Invalid if no column says who a row is about.
    """
    given = columns or {}
    wanted = {word for words in COLUMN_WORDS.values() for word in words}
    wanted.update(given.values())
    sample = read_sample(path, name, wanted=wanted)
    with open_table(path, name, wanted=wanted) as table:
        header = sample.header
        is_objects = not table.form.header_line and _are_objects(header)
        if is_objects:
            reader: Reader = ObjectReader(days).read
            yield OpenMemberFile(table.rows, table.position, reader, {}, [])
            return
        mapping = _mapping(header, given)
        flat = FlatRowReader(
            mapping,
            platform=source.member_platform,
            days=days,
        )
        unread = _unread(header, mapping)
        yield OpenMemberFile(
            skip_example(table.rows),
            table.position,
            flat.read,
            mapping,
            unread,
            table.form.sheet,
        )


def _mapping(
    header: list[str],
    given: Mapping[str, str],
) -> dict[str, str]:
    """Return the column of each field; "" stands for none.

    Errors: Invalid if none says who a row is about.
    """
    named = list(filter(None, given.values()))
    missing = []
    for name in named:
        if name not in header:
            missing.append(name)
    mapping = {**guess_columns(header), **given}
    mapping = {name: column for name, column in mapping.items() if column}
    if not missing and {"id", "identity"} & mapping.keys():
        return mapping
    values = {
        "missing": ", ".join(missing) or "会员ID",
        "present": ", ".join(header)[:500],
    }
    message = _(
        "The file lacks the columns %(missing)s; it has %(present)s. One of them "
        "must say who a row is about: name it 会员ID or id.",
    )
    raise Invalid("missing_columns", message % values)


def _are_objects(header: list[str]) -> bool:
    """Tell whether rows are objects as the API takes them."""
    names = set(header)
    return "identity" in names and bool(names & NESTED or names <= MEMBER_KEYS)


def _unread(header: list[str], columns: Mapping[str, str]) -> list[str]:
    read = set(columns.values())
    known = read.union(FAULT_COLUMNS, NOTES)
    found: list[str] = []
    for name in header:
        if name and name not in known:
            found.append(name)
    return found
