"""Turn one raw row into what it says about a member, or into all that is wrong with it.

A cell that cannot be trusted is refused with its column and value, never
corrected. A blank cell of a file says nothing; null in JSON clears.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from common.rules.rows import RejectedDraft, reject_row
from common.ui.formulas import unescape_formula
from members.rules import member_values as values
from members.rules.masking import mask_fault_value, mask_rejected
from members.rules.member_cells import (
    CONTACT_READERS,
    KEPT_VALUES,
    PLAIN_READERS,
    Cells,
    Reader,
    RememberingReader,
    check_end,
    read_tags,
)
from members.rules.member_drafts import (
    CircleDraft,
    Identity,
    MemberDraft,
    SoftwareDraft,
    VehicleDraft,
)
from members.rules.member_values import Days
from members.rules.member_words import EXPORTED_HEADERS, fold_header

# Fields whose cells hardly ever repeat.
DIFFERENT = frozenset({"nickname"})


class FlatRowReader:
    """Reads rows of a file, whose columns are named by `columns` (field -> column)."""

    def __init__(
        self,
        columns: Mapping[str, str],
        *,
        platform: str,
        days: Days,
    ) -> None:
        self._column = dict(columns)
        self._field_of = {column: field for field, column in columns.items()}
        # Files that left from here mark texts that look like formulas.
        key = self._column.get("identity", "")
        self._is_exported = fold_header(key) in EXPORTED_HEADERS
        self._platform = platform
        self._days = days
        self._read_day = RememberingReader(partial(values.read_day, days=days))
        self._read_model = RememberingReader(values.read_model)
        self._plain = {
            name: reader if name in DIFFERENT else RememberingReader(reader)
            for name, reader in PLAIN_READERS.items()
        }
        self._tags_of_cell: dict[str, tuple[str, ...]] = {}

    def read(self, raw: Any, line: int) -> MemberDraft | RejectedDraft:
        """Return what the row says, or every fault of it."""
        if isinstance(raw, RejectedDraft):
            return mask_rejected(raw)
        if not isinstance(raw, Mapping):
            shown = mask_fault_value("not_an_object", "", str(raw))
            return reject_row(line, "not_an_object", shown, raw=raw)
        cells = Cells(self._days, self._field_of, read_day=self._read_day)
        row = {}
        for field in self._column:
            cell = self._cell(raw, field)
            if cell is not None:
                row[field] = cell
        draft = MemberDraft(
            line=line,
            raw=raw,
            identities=self._identities(row, cells),
            fields=self._fields(row, cells),
            contacts=self._contacts(row, cells),
            unionid=self._text(row, "unionid", values.read_id, cells) or "",
            tags=self._tags(row, cells),
            vehicles=self._vehicles(row, cells),
            circles=self._circles(row, cells),
            columns=self._column,
        )
        if cells.faults:
            return RejectedDraft(line, tuple(cells.faults), raw)
        return draft

    def _cell(self, raw: Mapping[Any, Any], field: str) -> Any:
        """Return a cell that says something, else None."""
        value = raw.get(self._column[field])
        if isinstance(value, str):
            value = value.strip()
            if self._is_exported:
                value = unescape_formula(value)
        if value in ("", None):
            return None
        return value

    def _text(
        self,
        row: Mapping[str, Any],
        field: str,
        reader: Reader,
        cells: Cells,
    ) -> Any:
        if field not in row:
            return None
        return cells.read(reader, row[field], self._column[field])

    def _identities(
        self,
        row: Mapping[str, Any],
        cells: Cells,
    ) -> tuple[Identity, ...]:
        key = self._key(row, cells)
        found = [key] if key else []
        for column, entry in self._aliases(row):
            alias = cells.read(values.read_identity, entry, column)
            if alias and alias not in found:
                found.append(alias)
        return tuple(found)

    def _aliases(self, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield the further identities of a row, each with its column."""
        if "identity" in row:
            for entry in _identities_in(row["identity"])[1:]:
                yield self._column["identity"], entry
        if "aliases" in row:
            for entry in values.split_list(row["aliases"]):
                yield self._column["aliases"], entry

    def _key(self, row: Mapping[str, Any], cells: Cells) -> Identity | None:
        if "identity" in row:
            column = self._column["identity"]
            first = _identities_in(row["identity"])[0]
            key: Identity | None = cells.read(
                values.read_identity,
                first,
                column,
            )
            return key
        if "id" not in row:
            cells.refuse("missing_value", self._column.get("id", "id"), "")
            return None
        platform = self._text(row, "platform", _read_platform, cells)
        external_id = self._text(row, "id", values.read_id, cells)
        if external_id is None:
            return None
        return _split_key(platform, external_id, self._platform)

    def _fields(self, row: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
        fields = {}
        for name, reader in self._plain.items():
            if name in row:
                fields[name] = self._text(row, name, reader, cells)
        if "joined_on" in row:
            fields["joined_on"] = cells.day(
                row["joined_on"],
                self._column["joined_on"],
            )
        return fields

    def _contacts(
        self, row: Mapping[str, Any], cells: Cells
    ) -> dict[str, Any]:
        contacts = {}
        for kind, reader in CONTACT_READERS.items():
            if kind in row:
                contacts[kind] = self._text(row, kind, reader, cells)
        return contacts

    def _tags(
        self,
        row: Mapping[str, Any],
        cells: Cells,
    ) -> tuple[str, ...] | None:
        if "tags" not in row:
            return None
        cell = str(row["tags"])
        known = self._tags_of_cell.get(cell)
        if known is not None:
            return known
        faults = len(cells.faults)
        entries = values.split_list(row["tags"])
        tags = read_tags(entries, self._column["tags"], cells)
        if (
            len(cells.faults) == faults
            and len(self._tags_of_cell) < KEPT_VALUES
        ):
            self._tags_of_cell[cell] = tags
        return tags

    def _vehicles(
        self,
        row: Mapping[str, Any],
        cells: Cells,
    ) -> tuple[VehicleDraft, ...]:
        names = ("vin", "model_series", "model_year", "software_version")
        if not any(name in row for name in names):
            return ()
        software = self._text(row, "software_version", self._read_model, cells)
        day = cells.day(row.get("software_on"), self._name("software_on"))
        fields: dict[str, Any] = {}
        if "model_series" in row:
            fields["model_series"] = self._text(
                row, "model_series", self._read_model, cells
            )
        if "end_reason" in row:
            fields["end_reason"] = self._text(
                row, "end_reason", values.read_end_reason, cells
            )
        if "model_year" in row:
            year = cells.year(row["model_year"], self._name("model_year"))
            fields["model_year"] = year
        for name in ("started_on", "ended_on"):
            if name in row:
                fields[name] = cells.day(row[name], self._name(name))
        check_end(fields, self._name, cells)
        vin = self._text(row, "vin", values.read_vin, cells) or ""
        spells = (SoftwareDraft(software, day),) if software else ()
        column = self._name("vin" if "vin" in row else "model_series")
        return (VehicleDraft(vin, fields, spells, column),)

    def _name(self, field: str) -> str:
        return self._column.get(field, field)

    def _circles(
        self,
        row: Mapping[str, Any],
        cells: Cells,
    ) -> tuple[CircleDraft, ...]:
        if "circles" not in row:
            return ()
        column = self._column["circles"]
        since = cells.day(row.get("circle_since"), self._name("circle_since"))
        until = cells.day(row.get("circle_until"), self._name("circle_until"))
        if since and until and until < since:
            cells.refuse(
                "ends_before_start", self._name("circle_until"), until
            )
        circles = []
        for entry in dict.fromkeys(values.split_list(row["circles"])):
            name = cells.read(values.read_name, entry, column)
            if name:
                circles.append(CircleDraft(name, since, until, column))
        return tuple(circles)


def _read_platform(value: Any) -> str:
    return values.read_text(value, values.PLATFORM_LIMIT)


def _split_key(
    platform: str | None,
    external_id: str,
    default_platform: str,
) -> Identity:
    """Return the key of an id, which may name its platform itself."""
    if platform:
        return platform, external_id
    parts = values.ID_PARTS.fullmatch(external_id)
    if parts is not None:
        return parts[1], parts[2]
    return default_platform, external_id


def _identities_in(value: Any) -> list[Any]:
    """Return the identities of a cell; exported files have all of a member in one."""
    entries = values.split_list(value)
    if len(entries) > 1 and all(":" in entry for entry in entries):
        return list(entries)
    return [value]
