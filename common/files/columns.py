"""The columns of a file: checked when it is uploaded, and matched with those
that are wanted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.errors import Invalid
from common.rules.headers import doubled_columns, match_columns
from common.rules.rows import RejectedDraft

SHOWN_CHARACTERS = 500


def check_header(
    header: Sequence[str],
    first_rows: Iterable[Any] = (),
    *,
    least: int = 1,
) -> None:
    """Refuse a header with which a file cannot be read.

    Errors: Invalid if it names fewer than `least` columns or one of them twice,
    or if a column without a name holds values in the first rows.
    """
    refuse_doubled(header)
    for row in first_rows:
        if isinstance(row, RejectedDraft) and _is_nameless(row):
            raise _nameless_column(row)
    if len(header) < least:
        message = _(
            "The header names %(n)s columns that can be read; at least "
            "%(least)s are needed. Found: %(present)s.",
        )
        values = {
            "n": len(header),
            "least": least,
            "present": ", ".join(header)[:SHOWN_CHARACTERS] or "–",
        }
        raise Invalid("no_table", message % values)


def refuse_doubled(header: Iterable[str]) -> None:
    """Errors: Invalid if two columns bear the same name."""
    doubled = doubled_columns(header)
    if not doubled:
        return
    message = _(
        "These columns stand twice in the header: %(names)s. Rename one of each.",
    )
    raise Invalid("doubled_columns", message % {"names": ", ".join(doubled)})


def _is_nameless(row: RejectedDraft) -> bool:
    return row.faults[0].code == "nameless_column"


def _nameless_column(row: RejectedDraft) -> Invalid:
    message = _(
        "Column %(place)s has values but no name (line %(line)s). Name it in "
        "the header, or empty it.",
    )
    values = {"place": row.faults[0].value, "line": row.line}
    return Invalid("nameless_column", message % values)


def resolve_columns(
    header: Sequence[str],
    columns: Mapping[str, str],
    *,
    fields: Iterable[str],
    required: Collection[str] = (),
) -> dict[str, str]:
    """Return `columns` (our field: the name of its column) with the names as
    the header writes them; fields without an entry are called as ours.

    Errors: Invalid if required columns are missing, or names are doubled.
    """
    refuse_doubled(header)
    wanted = {field: columns.get(field, field) for field in fields}
    found = match_columns(header, wanted.values())
    missing = [
        wanted[field] for field in required if wanted[field] not in found
    ]
    if missing:
        raise _missing_columns(missing, header)
    return {
        **columns,
        **{field: found.get(name, name) for field, name in wanted.items()},
    }


def headed_columns(
    header: Sequence[str],
    headings: Mapping[str, str],
    *,
    fields: Sequence[str],
    required: Collection[str] = (),
) -> dict[str, str]:
    """Return the name of the column of each of our fields, as resolve_columns
    does.

    headings: what a file may call a column besides, and which field it is. A
    column that the file lacks is called as its other columns are: in Chinese if
    they are; and in the language of the page if the file has none of ours.
    """
    present = match_columns(header, fields)
    columns: dict[str, str] = {}
    for heading, field in headings.items():
        if heading in header and field not in present:
            columns.setdefault(field, heading)
    is_chinese = any(not heading.isascii() for heading in columns.values())
    if not columns and not present:
        is_chinese = (get_language() or "").startswith("zh")
    if is_chinese:
        for heading, field in headings.items():
            if field not in present and not heading.isascii():
                columns.setdefault(field, heading)
    return resolve_columns(header, columns, fields=fields, required=required)


def _missing_columns(missing: list[str], header: Sequence[str]) -> Invalid:
    names = list(dict.fromkeys(missing))
    message = _(
        "The file lacks the columns %(missing)s; it has %(present)s. Map "
        "them and send it again.",
    )
    values = {
        "missing": ", ".join(names),
        "present": ", ".join(header)[:SHOWN_CHARACTERS],
    }
    where = {"columns": names}
    return Invalid("missing_columns", message % values, where=where)
