"""Mappings of columns as they are kept, shown, and handed to a job."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from activity.labels import KIND_LABELS
from activity.models import ColumnMapping, EventSource
from activity.rules.column_guesses import fold_column, header_digest
from activity.selectors.file_contents import CONTENTS, EVERY_ROW, FileContent

# A column may be replaced by one kind for all rows.
# No file has a column of this name: it cannot be shown, so it is not offered.
NO_COLUMN = "\x1fnone"


def find_mapping(
    source: EventSource,
    content: FileContent,
    header: list[str],
) -> ColumnMapping | None:
    """Return the mapping that was kept for files like this one."""
    mappings = ColumnMapping.objects.filter(
        source=source,
        content=content.name,
        digest=header_digest(header),
    )
    return mappings.first()


def columns_as_kept(
    mapping: ColumnMapping,
    header: list[str],
) -> dict[str, str]:
    """Return a kept mapping in the names that this file gives its columns."""
    present = {fold_column(column): column for column in header}
    columns = {}
    for field, column in mapping.columns.items():
        is_constant = column.startswith(EVERY_ROW)
        named = column if column in header or is_constant else ""
        columns[field] = named or present.get(fold_column(column), "")
    return columns


def shown_columns(mapping: ColumnMapping) -> list[tuple[str | Promise, str]]:
    """Return each field's label and its column, without those of no column."""
    content = CONTENTS.get(mapping.content)
    shown: list[tuple[str | Promise, str]] = []
    for field in content.fields if content else ():
        column = mapping.columns.get(field.name, "")
        if column.startswith(EVERY_ROW):
            kind = column.removeprefix(EVERY_ROW)
            label = KIND_LABELS.get(kind, kind)
            column = _("every row: %(kind)s") % {"kind": label}
        if column:
            shown.append((field.label, column))
    return shown


def columns_for_job(
    columns: Mapping[str, str],
    content: FileContent,
    header: Sequence[str],
) -> dict[str, str]:
    """Return the columns as the job takes them.

    A field without a column is not read from one that happens to have its name.
    """
    if content.takes_blanks:
        return dict(columns)
    present = set(map(fold_column, header))
    named = {}
    for field in content.fields:
        column = columns.get(field.name, "")
        if column and not column.startswith(EVERY_ROW):
            named[field.name] = column
        else:
            is_taken = fold_column(field.name) in present
            named[field.name] = NO_COLUMN if is_taken else field.name
    return named
