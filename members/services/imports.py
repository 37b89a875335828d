"""Import edited members: preview the difference, then store it."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime
from tablib import Dataset

from common.db.transactions import retry_on_conflict
from common.jobs.queue import Clock, Progress
from members.models import Member
from members.selectors.member_files import (
    ACCOUNT_COLUMNS,
    MemberRows,
    cell_of,
    read_table,
)
from members.services.member_resource import MemberResource, member_id_of


@dataclass
class RowPreview:
    """One row of the file: its line, the member, what would change, or what is wrong.

    changes: field, cell before, cell after · errors: field ("" for the whole
    row), text.
    """

    line: int
    member_id: str
    nickname: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def preview_import(dataset: MemberRows, *, now: datetime) -> list[RowPreview]:
    """Return what importing would change in each row, and what is wrong with
    it; nothing is stored.
    """
    ids = set(map(member_id_of, dataset["id"])) - {None}
    members = Member.objects.select_related(*ACCOUNT_COLUMNS)
    before = members.in_bulk(ids)
    result = MemberResource(now).import_data(
        dataset,
        dry_run=True,
        raise_errors=False,
        use_transactions=True,
    )
    previews = []
    for number, row in enumerate(result.rows):
        cells = dict(zip(dataset.headers, dataset[number], strict=True))
        known = before.get(member_id_of(cells["id"]) or 0)
        preview = RowPreview(
            line=dataset.lines[number],
            member_id=cells["id"],
            nickname=known.nickname if known else "",
            errors=_errors_of(row),
        )
        if known is not None and not preview.errors:
            preview.changes = _changes(known, row.instance, dataset.headers)
        previews.append(preview)
    return previews


def _errors_of(row: Any) -> list[tuple[str, str]]:
    errors = []
    for error in row.errors:
        errors.append(("", str(error.error)))
    if row.validation_error is None:
        return errors
    for name, texts in row.validation_error.message_dict.items():
        field_name = "" if name == "__all__" else name
        for text in texts:
            errors.append((field_name, text))
    return errors


def _changes(
    before: Member,
    after: Member,
    columns: list[str],
) -> list[tuple[str, str, str]]:
    changes = []
    for name in columns:
        old = cell_of(before, name)
        new = cell_of(after, name)
        if name != "id" and old != new:
            changes.append((name, str(old), str(new)))
    return changes


@retry_on_conflict
def import_members(
    dataset: Dataset,
    *,
    now: datetime,
    previewed_at: datetime | None = None,
) -> dict[str, int]:
    """Store the changes of every valid row; return how many members changed
    and stayed the same, and how many rows were refused.

    Rows of members whom somebody has changed since the file was previewed are
    refused, too.
    """
    result = MemberResource(now, previewed_at=previewed_at).import_data(
        dataset,
        dry_run=False,
        raise_errors=False,
        use_transactions=True,
        rollback_on_validation_errors=False,
    )
    if result.has_errors():
        # A row failed for a reason of ours, and nothing was stored.
        raise result.error_rows[0].errors[0].error
    return {
        "changed": result.totals["update"],
        "unchanged": result.totals["skip"],
        "refused": len(result.invalid_rows),
    }


def run_import_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    path: str,
    file_name: str,
    previewed_at: str = "",
) -> dict[str, Any]:
    """Store the changes of a file whose preview was confirmed, then delete the file."""
    dataset = read_table(Path(path).read_bytes(), file_name)
    progress.report(0, len(dataset), file_name)
    outcome = import_members(
        dataset,
        now=clock(),
        previewed_at=parse_datetime(previewed_at),
    )
    Path(path).unlink()
    return dict(outcome)
