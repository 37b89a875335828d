"""Edit rows that other people may edit at the same time, without losing a change."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict

Row = TypeVar("Row", bound=models.Model)


class EditConflict(Conflict):
    """Somebody else has changed the same fields since they were read.

    row: the row as it is now · current: the present values of those fields, by name.
    """

    def __init__(self, row: Any, current: Mapping[str, Any]) -> None:
        text = _(
            "Somebody else has changed this since you opened it. Below stand both versions: "
            "take one of them, then save again.",
        )
        super().__init__(
            "changed_meanwhile",
            text,
            where={"fields": sorted(current)},
        )
        self.row = row
        self.current = dict(current)


def changes_since(
    wanted: Mapping[str, Any],
    opened: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the wanted values that differ from those opened, or were not opened at all."""
    return {
        name: value
        for name, value in wanted.items()
        if name not in opened or not is_same(value, opened[name])
    }


def check_unchanged(
    row: Any,
    current: Mapping[str, Any],
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
) -> None:
    """Refuse to overwrite a field that somebody else changed meanwhile.

    A field that they changed to the wanted value is accepted; a field missing
    from `opened` is not checked.

    Errors: EditConflict, with each such field.
    """
    conflicts = {}
    for name, wanted in changes.items():
        if name not in opened or is_same(current[name], opened[name]):
            continue
        if not is_same(current[name], wanted):
            conflicts[name] = current[name]
    if conflicts:
        raise EditConflict(row, conflicts)


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values of a field are the same for a reader; kinds of
    line ends and surrounding blanks make no difference.
    """
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return normalize_newlines(value).strip()
    if isinstance(value, models.QuerySet):
        return {each.pk for each in value}
    return value


def apply_edit(
    row: models.Model,
    *,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
) -> None:
    """Validate and store the changed fields, and no others, of a row that the
    caller has locked.

    `opened`: the values that the editor saw before, by field.
    Errors: EditConflict, ValidationError.
    """
    current = {name: getattr(row, name) for name in changes}
    check_unchanged(row, current, changes, opened or {})
    for name, value in changes.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changes))


@atomic_with_retry
def edit_row(
    *,
    row: Row,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
) -> Row:
    """Lock the row as it is now, store only these fields of it, and return it.

    Errors: EditConflict, ValidationError.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",))  # type: ignore[attr-defined]
    current: Row = rows.get(pk=row.pk)
    apply_edit(current, changes=changes, opened=opened)
    return current


@atomic_with_retry
def create_row(*, row: Row) -> Row:
    """Validate and store a new row, and return it.

    Errors: ValidationError, also for a name that another request has just taken.
    """
    row.full_clean()
    row.save(force_insert=True)
    return row
