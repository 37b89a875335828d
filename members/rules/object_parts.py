"""Parts of the objects that the API takes: lists, and cars with their software."""

from collections.abc import Mapping
from typing import Any

from members.rules import member_values as values
from members.rules.member_cells import Cells, check_end
from members.rules.member_drafts import SoftwareDraft, VehicleDraft

VEHICLE_KEYS = frozenset(
    {
        "vin", "model_series", "model_year", "started_on", "ended_on",
        "end_reason", "software",
    },
)  # fmt: skip
SOFTWARE_KEYS = frozenset({"version", "started_on"})
MAX_ENTRIES = 50


def refuse_unknown(
    raw: Mapping[Any, Any],
    known: frozenset[str],
    path: str,
    cells: Cells,
) -> None:
    """Refuse every name of an object that is not known."""
    for name in raw:
        if name not in known:
            cells.refuse("unknown_name", f"{path}{name}"[:60], name)


def list_in(
    raw: Mapping[str, Any],
    name: str,
    path: str,
    cells: Cells,
) -> list[Any] | None:
    """Return a list of an object, None if there is none or it cannot be used."""
    given = raw.get(name)
    if given is None:
        return None
    if not isinstance(given, list):
        cells.refuse("not_a_list", f"{path}{name}", given)
        return None
    if len(given) > MAX_ENTRIES:
        cells.refuse("too_many_entries", f"{path}{name}", len(given))
        return None
    return given


def objects_in(
    raw: Mapping[str, Any],
    name: str,
    path: str,
    cells: Cells,
) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the objects of a list, each with its path."""
    found = []
    for n, entry in enumerate(list_in(raw, name, path, cells) or ()):
        at = f"{path}{name}[{n}]"
        if isinstance(entry, Mapping):
            found.append((f"{at}.", entry))
        else:
            cells.refuse("not_an_object", at, entry)
    return found


def read_vehicle(
    raw: Mapping[str, Any],
    path: str,
    cells: Cells,
) -> VehicleDraft:
    """Return what an object says about a car."""
    fields = _vehicle_fields(raw, path, cells)
    check_end(fields, path.__add__, cells)
    vin = cells.read(values.read_vin, raw.get("vin"), f"{path}vin") or ""
    if not raw.get("vin") and not raw.get("model_series"):
        cells.refuse("missing_value", f"{path}vin", "")
    software = _software(raw, path, cells)
    return VehicleDraft(vin, fields, software, f"{path}vin")


def _vehicle_fields(
    raw: Mapping[str, Any],
    path: str,
    cells: Cells,
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if raw.get("model_series"):
        column = f"{path}model_series"
        series = cells.read(values.read_model, raw["model_series"], column)
        fields["model_series"] = series
    if "model_year" in raw:
        column = f"{path}model_year"
        fields["model_year"] = cells.year(raw["model_year"], column)
    for name in ("started_on", "ended_on"):
        if name in raw:
            fields[name] = cells.day(raw[name], f"{path}{name}")
    if "end_reason" in raw:
        column = f"{path}end_reason"
        reason = cells.read(values.read_end_reason, raw["end_reason"], column)
        fields["end_reason"] = reason or ""
    return fields


def _software(
    raw: Mapping[str, Any],
    path: str,
    cells: Cells,
) -> tuple[SoftwareDraft, ...]:
    spells = []
    for at, entry in objects_in(raw, "software", path, cells):
        refuse_unknown(entry, SOFTWARE_KEYS, at, cells)
        given = entry.get("version")
        version = cells.read(values.read_model, given, f"{at}version")
        day = cells.day(entry.get("started_on"), f"{at}started_on")
        if version:
            spells.append(SoftwareDraft(version, day))
        elif not given:
            cells.refuse("missing_value", f"{at}version", "")
    return tuple(spells)
