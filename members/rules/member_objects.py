"""Turn an object of JSON, as the API takes it, into what it says about a member."""

from collections.abc import Mapping
from typing import Any

from common.rules.rows import RejectedDraft, reject_row
from members.rules import member_values as values
from members.rules.masking import mask_fault_value
from members.rules.member_cells import (
    CONTACT_READERS,
    PLAIN_READERS,
    Cells,
    read_tags,
)
from members.rules.member_drafts import (
    CircleDraft,
    Identity,
    MemberDraft,
    VehicleDraft,
)
from members.rules.member_values import Days
from members.rules.object_parts import (
    VEHICLE_KEYS,
    list_in,
    objects_in,
    read_vehicle,
    refuse_unknown,
)

MEMBER_KEYS = frozenset(
    {
        "identity", "identities", "unionid", "nickname", "kind", "owner_status",
        "joined_on", "province", "city", "phone", "real_name", "email", "tags",
        "vehicles", "circles", "contacts",
    },
)  # fmt: skip
CIRCLE_KEYS = frozenset({"name", "since", "until"})
CONTACT_KEYS = frozenset({"primary", "backup"})


class ObjectReader:
    """Reads objects of the API; a name that is not known is refused, so that
    nothing is left out by mistake.
    """

    def __init__(self, days: Days) -> None:
        self._days = days

    def read(self, raw: Any, line: int) -> MemberDraft | RejectedDraft:
        """Return what an object says about a member, or every fault of it."""
        if not isinstance(raw, Mapping):
            return _no_object(raw, line)
        cells = Cells(self._days)
        refuse_unknown(raw, MEMBER_KEYS, "", cells)
        draft = MemberDraft(
            line=line,
            raw=raw,
            identities=_identities(raw, cells),
            fields=_fields(raw, cells),
            contacts=_contacts(raw, cells),
            unionid=cells.read(values.read_id, raw.get("unionid"), "unionid")
            or "",
            tags=_tags(raw, cells),
            vehicles=_vehicles(raw, cells),
            circles=_circles(raw, cells),
        )
        if cells.faults:
            return RejectedDraft(line, tuple(cells.faults), raw)
        return draft

    def read_vehicle(self, raw: Any, line: int) -> MemberDraft | RejectedDraft:
        """Return what an object says about a car of a known member."""
        return self._read_part(raw, line, VEHICLE_KEYS)

    def read_membership(
        self,
        raw: Any,
        line: int,
    ) -> MemberDraft | RejectedDraft:
        """Return what an object says about a circle of a known member."""
        return self._read_part(
            raw, line, frozenset({"circle", "since", "until"})
        )

    def _read_part(
        self,
        raw: Any,
        line: int,
        keys: frozenset[str],
    ) -> MemberDraft | RejectedDraft:
        if not isinstance(raw, Mapping):
            return _no_object(raw, line)
        cells = Cells(self._days)
        refuse_unknown(raw, keys | {"identity"}, "", cells)
        key = _key(raw, cells)
        vehicles: tuple[VehicleDraft, ...] = ()
        circles: tuple[CircleDraft, ...] = ()
        if "circle" in keys:
            circles = (_circle(raw, "", cells, name="circle"),)
        else:
            vehicles = (read_vehicle(raw, "", cells),)
        if cells.faults:
            return RejectedDraft(line, tuple(cells.faults), raw)
        return MemberDraft(
            line=line,
            raw=raw,
            identities=(key,) if key else (),
            vehicles=vehicles,
            circles=circles,
            must_exist=True,
        )


def _no_object(raw: Any, line: int) -> RejectedDraft:
    shown = mask_fault_value("not_an_object", "", str(raw))
    return reject_row(line, "not_an_object", shown, raw=raw)


def _key(raw: Mapping[str, Any], cells: Cells) -> Identity | None:
    value = raw.get("identity")
    if value in (None, ""):
        cells.refuse("missing_value", "identity", "")
        return None
    key: Identity | None = cells.read(values.read_identity, value, "identity")
    return key


def _identities(
    raw: Mapping[str, Any],
    cells: Cells,
) -> tuple[Identity, ...]:
    key = _key(raw, cells)
    found = [key] if key else []
    for n, entry in enumerate(list_in(raw, "identities", "", cells) or ()):
        alias = cells.read(values.read_identity, entry, f"identities[{n}]")
        if alias and alias not in found:
            found.append(alias)
    return tuple(found)


def _fields(raw: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    fields = {}
    for name, reader in PLAIN_READERS.items():
        if name in raw and not name.endswith("_contact"):
            fields[name] = cells.read(reader, raw[name], name)
    for name in ("nickname", "kind"):
        if name in fields and raw[name] in (None, ""):
            cells.refuse("cannot_be_empty", name, "")
    if "joined_on" in raw:
        fields["joined_on"] = cells.day(raw["joined_on"], "joined_on")
    fields.update(_colleagues(raw.get("contacts"), cells))
    return fields


def _colleagues(contacts: Any, cells: Cells) -> dict[str, Any]:
    """Return the accounts of the primary and the backup contact that are named."""
    fields: dict[str, Any] = {}
    if contacts is None:
        return fields
    if not isinstance(contacts, Mapping):
        cells.refuse("wrong_type", "contacts", contacts)
        return fields
    refuse_unknown(contacts, CONTACT_KEYS, "contacts.", cells)
    for name, value in contacts.items():
        column = f"contacts.{name}"
        fields[f"{name}_contact"] = cells.read(values.read_name, value, column)
    return fields


def _contacts(raw: Mapping[str, Any], cells: Cells) -> dict[str, Any]:
    contacts = {}
    for kind, reader in CONTACT_READERS.items():
        if kind in raw:
            contacts[kind] = cells.read(reader, raw[kind], kind)
    return contacts


def _tags(raw: Mapping[str, Any], cells: Cells) -> tuple[str, ...] | None:
    if "tags" not in raw:
        return None
    entries = [str(one) for one in list_in(raw, "tags", "", cells) or ()]
    return read_tags(entries, "tags", cells)


def _vehicles(
    raw: Mapping[str, Any],
    cells: Cells,
) -> tuple[VehicleDraft, ...]:
    found = []
    for path, entry in objects_in(raw, "vehicles", "", cells):
        refuse_unknown(entry, VEHICLE_KEYS, path, cells)
        found.append(read_vehicle(entry, path, cells))
    return tuple(found)


def _circles(
    raw: Mapping[str, Any],
    cells: Cells,
) -> tuple[CircleDraft, ...]:
    found = []
    for path, entry in objects_in(raw, "circles", "", cells):
        refuse_unknown(entry, CIRCLE_KEYS, path, cells)
        found.append(_circle(entry, path, cells, name="name"))
    return tuple(found)


def _circle(
    raw: Mapping[str, Any],
    path: str,
    cells: Cells,
    *,
    name: str,
) -> CircleDraft:
    column = f"{path}{name}"
    circle = cells.read(values.read_name, raw.get(name), column)
    if not raw.get(name):
        cells.refuse("missing_value", column, "")
    since = cells.day(raw.get("since"), f"{path}since")
    until = cells.day(raw.get("until"), f"{path}until")
    if since and until and until < since:
        cells.refuse("ends_before_start", f"{path}until", until)
    return CircleDraft(circle or "", since, until, column)
