"""What is stored of a member when a delivery comes, and what is to be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from common.rules.rows import Fault
from members.rules.member_drafts import Identity


class Detail(NamedTuple):
    """A stored personal detail: its blind index and whether staff entered it."""

    pk: int
    digest: str
    is_staff: bool


class Spell(NamedTuple):
    """Since when a car runs a software version."""

    pk: int
    version: str
    day: date


@dataclass
class CarState:
    """A stored car; `staff` names the fields that staff have set."""

    pk: int
    vin_index: str
    fields: dict[str, Any]
    staff: frozenset[str] = frozenset()
    spells: list[Spell] = field(default_factory=list)


@dataclass
class MemberState:
    """A stored member; `staff` names the fields that staff have set; tags: the
    source of each by name; conflicts: index and state of each by field.
    """

    pk: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    joined_from: str = ""
    staff: frozenset[str] = frozenset()
    identities: set[Identity] = field(default_factory=set)
    details: dict[str, list[Detail]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    cars: list[CarState] = field(default_factory=list)
    conflicts: dict[str, tuple[str, str]] = field(default_factory=dict)


class FieldChange(NamedTuple):
    """What becomes of a field: its value before and after, in words."""

    field: str
    before: str
    after: str


@dataclass
class SpellPlan:
    """Software versions to add (version, day), to move (pk, day) and to rename (pk, version)."""

    new: list[tuple[str, date]] = field(default_factory=list)
    moved: list[tuple[int, date]] = field(default_factory=list)
    renamed: list[tuple[int, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.moved or self.renamed)


@dataclass
class CarPlan:
    """A car to store (pk None) or to change; vin "" leaves the VIN as it is."""

    pk: int | None
    vin: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    spells: SpellPlan = field(default_factory=SpellPlan)

    def __bool__(self) -> bool:
        return bool(self.pk is None or self.vin or self.values or self.spells)


@dataclass
class MemberPlan:
    """What a row does to a member.

    values: fields of Member · details: kind and new value · dropped: keys of
    details to delete · conflicts: field and value that staff's value withstood
    · kept: what staff have set there, in words · left_out: changes that only a
    spreadsheet would make · faults: why nothing is done at all.
    """

    is_new: bool
    values: dict[str, Any] = field(default_factory=dict)
    joined_from: str | None = None
    identities: list[Identity] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    new_tags: list[str] = field(default_factory=list)
    dropped_tags: list[str] = field(default_factory=list)
    cars: list[CarPlan] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    new_conflicts: set[str] = field(default_factory=set)
    changes: list[FieldChange] = field(default_factory=list)
    left_out: list[FieldChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Return created, changed, conflict or unchanged."""
        if self.is_new:
            return "created"
        if self.changes:
            return "changed"
        return "conflict" if self.conflicts else "unchanged"


def in_words(value: Any) -> str:
    """Return a value of a field as a page shows it before it is translated."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


Values = Mapping[str, Any]
