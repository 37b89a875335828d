"""Read the cells of a row about a member one by one, and keep what is wrong with each."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from common.rules.rows import Fault
from members.rules import member_values as values
from members.rules.masking import field_of_column, mask_cell
from members.rules.member_values import Days, WrongValue
from members.rules.tags import canonical_tag

Reader = Callable[[Any], Any]
SHOWN_CHARACTERS = 200
KEPT_VALUES = 20_000


class RememberingReader:
    """A reader that remembers what texts said: those of a column repeat."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, Any] = {}

    def __call__(self, value: Any) -> Any:
        if value.__class__ is not str:
            return self._reader(value)
        if value in self._known:
            return self._known[value]
        read = self._reader(value)
        if len(self._known) >= KEPT_VALUES:
            self._known.clear()
        self._known[value] = read
        return read


class Cells:
    """Reads cells one by one and keeps what is wrong with each; personal
    values are kept masked. fields: the field of each column, as far as its
    name does not tell · read_day: how days are read, if not as `days` say.
    """

    def __init__(
        self,
        days: Days,
        fields: Mapping[str, str] | None = None,
        *,
        read_day: Reader | None = None,
    ) -> None:
        self.days = days
        self._fields = fields or {}
        self._day_reader = read_day or self._read_day
        self.faults: list[Fault] = []

    def read(self, reader: Reader, value: Any, column: str) -> Any:
        """Return what the cell says, None if it says nothing or is wrong."""
        if value is None or value == "":
            return None
        try:
            return reader(value)
        except WrongValue as wrong:
            self.refuse(wrong.code, column, value)
        return None

    def day(self, value: Any, column: str) -> date | None:
        if isinstance(value, str) and not value.strip():
            return None
        day: date | None = self.read(self._day_reader, value, column)
        return day

    def year(self, value: Any, column: str) -> int | None:
        year: int | None = self.read(self._read_year, value, column)
        return year

    def _read_day(self, value: Any) -> date:
        return values.read_day(value, self.days)

    def _read_year(self, value: Any) -> int:
        return values.read_year(value, self.days)

    def refuse(self, code: str, column: str, value: Any) -> None:
        field = self._fields.get(column) or field_of_column(column)
        shown = mask_cell(field, value)
        self.faults.append(Fault(code, column, shown[:SHOWN_CHARACTERS]))


PLAIN_READERS: dict[str, Reader] = {
    "nickname": values.read_name,
    "kind": values.read_kind,
    "owner_status": values.read_owner_status,
    "province": values.read_place,
    "city": values.read_place,
    "primary_contact": values.read_name,
    "backup_contact": values.read_name,
}
CONTACT_READERS: dict[str, Reader] = {
    "phone": values.read_phone,
    "real_name": values.read_real_name,
    "email": values.read_email,
}


def read_tags(
    entries: list[str],
    column: str,
    cells: Cells,
) -> tuple[str, ...]:
    """Return the tags of a cell, each once under its one name."""
    tags: dict[str, None] = {}
    for entry in entries:
        tag = cells.read(values.read_place, entry, column)
        if tag:
            tags[canonical_tag(tag)] = None
    return tuple(tags)


def check_end(
    fields: Mapping[str, Any],
    column_of: Callable[[str], str],
    cells: Cells,
) -> None:
    """Refuse an end without its reason, a reason without its end, and an end
    before the start.
    """
    if bool(fields.get("ended_on")) != bool(fields.get("end_reason")):
        missing = "end_reason" if fields.get("ended_on") else "ended_on"
        cells.refuse("end_needs_reason", column_of(missing), "")
    start, end = fields.get("started_on"), fields.get("ended_on")
    if start and end and end < start:
        cells.refuse("ends_before_start", column_of("ended_on"), end)
