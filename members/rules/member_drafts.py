"""What one row of a delivery says about a member."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

Identity = tuple[str, str]
# Columns of Member that a row may name.
MEMBER_FIELDS = (
    "nickname",
    "kind",
    "owner_status",
    "joined_on",
    "province",
    "city",
    "primary_contact",
    "backup_contact",
)
VEHICLE_FIELDS = (
    "model_series",
    "model_year",
    "started_on",
    "ended_on",
    "end_reason",
)


class SoftwareDraft(NamedTuple):
    """A software version of a car; without a day it is the one of today."""

    version: str
    day: date | None


class VehicleDraft(NamedTuple):
    """A car as a row has it; `fields` holds only what the row names."""

    vin: str
    fields: Mapping[str, Any]
    software: tuple[SoftwareDraft, ...]
    column: str = ""


class CircleDraft(NamedTuple):
    """A circle that a member belongs or belonged to."""

    name: str
    since: date | None
    until: date | None
    column: str = ""


@dataclass(frozen=True)
class MemberDraft:
    """A row that can be read. What it does not name stays; None clears.

    identities: the first is the key of the row · tags: None if the row names
    none · must_exist: the row is about a member who is known already.
    """

    line: int
    identities: tuple[Identity, ...]
    raw: Any
    fields: Mapping[str, Any] = field(default_factory=dict)
    contacts: Mapping[str, str | None] = field(default_factory=dict)
    unionid: str = ""
    tags: tuple[str, ...] | None = None
    vehicles: tuple[VehicleDraft, ...] = ()
    circles: tuple[CircleDraft, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    must_exist: bool = False

    @property
    def key(self) -> str:
        """Return the key of the row as it is written."""
        return ":".join(self.identities[0])

    def column_of(self, name: str) -> str:
        """Return the column from which a field was read."""
        return self.columns.get(name, name)
