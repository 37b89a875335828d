"""Add, correct and end the cars of members."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.db.edits import apply_edit
from common.db.fields import blind_index
from common.db.transactions import atomic_with_retry
from members.models import (
    Member,
    SoftwareSpell,
    VehicleOwnership,
    validate_vin,
)
from members.rules.member_drafts import VEHICLE_FIELDS
from members.rules.vins import fold_vin
from members.services.edit_marks import edit_marks
from members.services.locking import lock_unmerged


@atomic_with_retry
def add_vehicle(
    *,
    vehicle: VehicleOwnership,
    software_version: str = "",
    now: datetime | None = None,
) -> VehicleOwnership:
    """Store a new car of a member, who becomes an owner; return the car.

    now: when staff entered it, so that no delivery overwrites it.

    Errors: ValidationError, of the VIN too.
    """
    vehicle.member = lock_unmerged([vehicle.member_id])[vehicle.member_id]
    vehicle.vin = fold_vin(vehicle.vin)
    vehicle.vin_index = blind_index(vehicle.vin) if vehicle.vin else ""
    if vehicle.vin:
        validate_vin(vehicle.vin)
    if now is not None:
        entered = [name for name in VEHICLE_FIELDS if getattr(vehicle, name)]
        marks = edit_marks(vehicle, entered, now)
        vehicle.staff_edited_at = marks.get("staff_edited_at", {})
    vehicle.full_clean()
    vehicle.save()
    if software_version:
        if vehicle.started_on is None:
            message = _(
                "A software version needs the day since which it runs."
            )
            raise ValidationError({"started_on": message})
        SoftwareSpell.objects.create(
            vehicle=vehicle,
            version=software_version,
            started_on=vehicle.started_on,
        )
    _follow_owner_status(vehicle.member)
    return vehicle


@atomic_with_retry
def edit_vehicle(
    *,
    vehicle: VehicleOwnership,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> VehicleOwnership:
    """Validate and store the changed fields of a car, and return the car.

    now: when staff changed them, so that no delivery overwrites them.

    Errors: EditConflict, ValidationError, of the VIN too.
    """
    lock_unmerged([vehicle.member_id])
    row = VehicleOwnership.objects.select_for_update(of=("self",)).get(
        pk=vehicle.pk,
    )
    wanted = dict(changes)
    if "vin" in wanted:
        vin = fold_vin(wanted["vin"])
        validate_vin(vin)
        wanted["vin"] = vin
        wanted["vin_index"] = blind_index(vin)
    if now is not None:
        named = [name for name in VEHICLE_FIELDS if name in wanted]
        wanted.update(edit_marks(row, named, now))
    apply_edit(row, changes=wanted, opened=opened)
    return row


@atomic_with_retry
def end_vehicle(
    *,
    vehicle: VehicleOwnership,
    ended_on: date,
    reason: str,
    opened: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> VehicleOwnership:
    """End the ownership of a car; a member without a car becomes a former owner.

    now: when staff ended it, so that no delivery overwrites it.

    Errors: EditConflict if somebody else has ended it otherwise since it was `opened`,
    ValidationError.
    """
    lock_unmerged([vehicle.member_id])
    row = VehicleOwnership.objects.select_for_update(of=("self",)).get(
        pk=vehicle.pk,
    )
    changes: dict[str, Any] = {"ended_on": ended_on, "end_reason": reason}
    if now is not None:
        changes.update(edit_marks(row, list(changes), now))
    apply_edit(row, changes=changes, opened=opened)
    _follow_owner_status(row.member)
    return row


@atomic_with_retry
def set_software(
    *,
    vehicle: VehicleOwnership,
    version: str,
    started_on: date,
) -> SoftwareSpell:
    """Store that a car runs a software version since a day; a version that
    stands there for the same day is corrected. Return it.

    Errors: ValidationError.
    """
    lock_unmerged([vehicle.member_id])
    spell = SoftwareSpell(
        vehicle=vehicle,
        version=version,
        started_on=started_on,
    )
    spell.full_clean(exclude=["started_on"], validate_constraints=False)
    known = vehicle.software.filter(started_on=started_on).first()
    if known is not None:
        spell.pk = known.pk
    spell.save(force_update=known is not None, force_insert=known is None)
    return spell


@atomic_with_retry
def delete_software(*, vehicle: VehicleOwnership, spell_id: int) -> None:
    """Delete a software version of a car that was entered by mistake."""
    lock_unmerged([vehicle.member_id])
    vehicle.software.filter(pk=spell_id).delete()


def _follow_owner_status(member: Member) -> None:
    """Store whether the member is an owner or a former owner."""
    member.owner_status = Member.OwnerStatus.FORMER
    cars = VehicleOwnership.objects.filter(member=member)
    if cars.current().exists():
        member.owner_status = Member.OwnerStatus.OWNER
    Member.objects.filter(pk=member.pk).update(
        owner_status=member.owner_status,
    )
