"""Staff-edited fields out to a spreadsheet and back: preview, difference, an error for each row."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets
from tablib import Dataset

from common.errors import ReaderError
from common.exports import unescape_formula
from common.services.jobs import Clock, Progress
from common.spreadsheets import read_xlsx
from members.models import Member
from members.services.directory import STAFF_EDITED, save_member

MOST_ROWS = 5000
MOST_COLUMNS = 40
COLUMNS = ("id", *STAFF_EDITED)


class ChoiceWidget(widgets.CharWidget):
    """Takes a choice's code or its label in the reader's language; gives the code."""

    def __init__(self, choices: Iterable[tuple[str, Any]]) -> None:
        super().__init__()
        self._choices = list(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value, row, **kwargs)
        codes = {str(label): code for code, label in self._choices}
        return codes.get(text, text)


class DayWidget(widgets.Widget):
    """Takes a day as YYYY-MM-DD, or YYYY/M/D as spreadsheets rewrite it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        try:
            return date(*(int(part) for part in value.strip().replace("/", "-").split("-")))
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(_("Not a day. Write it like 2026-05-01.")) from error


class AccountWidget(widgets.ForeignKeyWidget):
    """Names a colleague by user name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        user = self.model.objects.filter(username=value, is_active=True).first()
        if user is None:
            raise ValueError(_("No active account is called “%(name)s”.") % {"name": value})
        return user


class MemberResource(resources.ModelResource):
    """Changes to members that exist; a row without a known id is an error, nothing is created."""

    kind = fields.Field("kind", "kind", ChoiceWidget(Member.Kind.choices))
    owner_status = fields.Field("owner_status", "owner_status", ChoiceWidget(Member.OwnerStatus.choices))
    joined_on = fields.Field("joined_on", "joined_on", DayWidget())
    primary_contact = fields.Field("primary_contact", "primary_contact", AccountWidget(get_user_model(), "username"))
    backup_contact = fields.Field("backup_contact", "backup_contact", AccountWidget(get_user_model(), "username"))

    class Meta:
        model = Member
        fields = COLUMNS
        import_order = export_order = COLUMNS
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        member_id = _member_id(row["id"])
        member = Member.objects.filter(pk=member_id).first() if member_id is not None else None
        if member is None:
            # Any other exception would make import-export undo the good rows as well.
            raise ValidationError({"id": _("No member has the id “%(id)s”.") % {"id": row["id"]}})
        return member

    def do_instance_save(self, instance: Member, is_create: bool) -> None:
        save_member(member=instance, now=self.now)


@dataclass
class RowPreview:
    """One row of the file: its line, the member, what would change, or what is wrong."""

    line: int
    member_id: str
    nickname: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def export_members(members: Iterable[Member]) -> Iterator[list[Any]]:
    """Yield the header and one row per member, as import_members reads them."""
    yield list(COLUMNS)
    for member in members:
        yield [_shown(member, name) for name in COLUMNS]


def _shown(member: Member, name: str) -> Any:
    value = getattr(member, name)
    if name in ("primary_contact", "backup_contact"):
        return value.username if value else ""
    return "" if value is None else (value.isoformat() if hasattr(value, "isoformat") else value)


def read_table(content: bytes, name: str) -> Dataset:
    """Return the rows of a CSV or XLSX file. Errors: ReaderError naming what the file is not."""
    rows = _xlsx_rows(content) if name.lower().endswith(".xlsx") else _csv_rows(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise ReaderError("empty_file", _("The file is empty: it needs a header line and rows."))
    header = [cell.strip() for cell in _without_empty_end(rows[0])]
    missing = [column for column in ("id",) if column not in header]
    strange = [column for column in header if column not in COLUMNS]
    if missing or strange or len(set(header)) < len(header):
        message = _("The header must be made of: %(columns)s (id always). It has: %(present)s.")
        values = {"columns": ", ".join(COLUMNS), "present": ", ".join(header)[:300]}
        raise ReaderError("bad_header", message % values)
    if len(rows) - 1 > MOST_ROWS:
        raise ReaderError("too_many_rows", _("At most %(most)s rows at once.") % {"most": MOST_ROWS}, status=413)
    width = len(header)
    dataset = Dataset(headers=header)
    for line, row in enumerate(rows[1:], start=2):
        cells = [unescape_formula(cell) for cell in _without_empty_end(row)]
        if len(cells) > width:
            message = _("Line %(line)s has more cells than the header has columns.")
            raise ReaderError("column_count", message % {"line": line})
        dataset.append([*cells, *[""] * (width - len(cells))])
    return dataset


def _without_empty_end(row: list[str]) -> list[str]:
    width = max((number for number, cell in enumerate(row, start=1) if cell), default=0)
    return row[:width]


def _csv_rows(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise ReaderError("bad_csv", _("Not valid CSV: %(why)s") % {"why": error}) from error


def _xlsx_rows(content: bytes) -> list[list[str]]:
    return read_xlsx(content, rows=MOST_ROWS + 2, columns=MOST_COLUMNS)


def _member_id(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def preview_import(dataset: Dataset, *, now: datetime) -> list[RowPreview]:
    """Return what importing would change in each row, and what is wrong with it; nothing is stored."""
    ids = {_member_id(text) for text in dataset["id"]} - {None}
    before = Member.objects.select_related("primary_contact", "backup_contact").in_bulk(ids)
    result = MemberResource(now).import_data(dataset, dry_run=True, raise_errors=False, use_transactions=True)
    return [_preview_row(row, number, dataset, before) for number, row in enumerate(result.rows)]


def _preview_row(row: Any, number: int, dataset: Dataset, before: dict[int, Member]) -> RowPreview:
    given = dict(zip(dataset.headers, dataset[number], strict=True))
    known = before.get(_member_id(given["id"]) or 0)
    preview = RowPreview(number + 2, given["id"], known.nickname if known else "")
    preview.errors = [("", str(error.error)) for error in row.errors]
    if row.validation_error is not None:
        for name, texts in row.validation_error.message_dict.items():
            preview.errors += [("" if name == "__all__" else name, text) for text in texts]
    if not preview.errors and known is not None:
        preview.changes = [
            (name, str(_shown(known, name)), str(_shown(row.instance, name)))
            for name in dataset.headers
            if name != "id" and _shown(known, name) != _shown(row.instance, name)
        ]
    return preview


def import_members(dataset: Dataset, *, now: datetime) -> dict[str, int]:
    """Every valid row's changes are stored; returns how many members changed, stayed, and rows were refused."""
    result = MemberResource(now).import_data(
        dataset, dry_run=False, raise_errors=False, use_transactions=True, rollback_on_validation_errors=False
    )
    if result.has_errors():
        # A row failed for a reason of ours, and nothing was stored.
        raise result.error_rows[0].errors[0].error
    return {
        "changed": result.totals["update"],
        "unchanged": result.totals["skip"],
        "refused": len(result.invalid_rows),
    }


def run_import_job(*, progress: Progress, clock: Clock, job_id: int, path: str, file_name: str) -> dict[str, Any]:
    """The changes of a file whose preview was confirmed are stored, and the file is no longer kept."""
    dataset = read_table(Path(path).read_bytes(), file_name)
    progress.report(0, len(dataset), file_name)
    outcome = import_members(dataset, now=clock())
    Path(path).unlink()
    return dict(outcome)
