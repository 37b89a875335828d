"""How the rows of one file of a source are read."""

from collections.abc import Collection

from activity.rules.drafts import REQUIRED, ROW_FIELDS, SourceMapping
from common.files.columns import resolve_columns
from common.files.tables import Table
from common.rules.file_kinds import CSV, XLSX


def wanted_names(
    rules: SourceMapping,
    required: Collection[str] = REQUIRED,
) -> list[str]:
    """Return the names by which the header of a file is found."""
    return [rules.columns.get(field, field) for field in required]


def rules_of_table(
    rules: SourceMapping,
    table: Table,
    *,
    required: Collection[str],
) -> SourceMapping:
    """Return the rules with the columns as this file writes their names.

    Numbers in the cells of a workbook may be days; one that counts them from
    1904 must have them as dates. Objects of JSON may lack what others have.
    Errors: Invalid if the file lacks a required column, or has one twice.
    """
    has_header = table.form.kind in (CSV, XLSX)
    columns = resolve_columns(
        table.header,
        rules.columns,
        fields=ROW_FIELDS,
        required=required if has_header else (),
    )
    has_serials = table.form.kind == XLSX and not table.form.is_mac
    return rules._replace(columns=columns, are_serials=has_serials)
