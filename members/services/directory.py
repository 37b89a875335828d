"""Acts on members: register, edit, tag, and what becomes of their cars."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import normalize_newlines

from common.fields import blind_index
from members.models import Member, MemberIdentity, MemberNameToken, MemberTag, SoftwareSpell, VehicleOwnership
from members.rules.names import name_tokens

STAFF_EDITED = (
    "nickname",
    "kind",
    "owner_status",
    "joined_on",
    "province",
    "city",
    "primary_contact",
    "backup_contact",
    "contact_note",
)


@transaction.atomic
def register_members(*, drafts: Sequence[Mapping[str, Any]], platform: str, now: datetime) -> dict[str, int]:
    """Every draft's `external_id` belongs to a member on `platform`; returns id by external id.

    A draft holds `external_id` and any staff-edited fields; a known external id is left as it is.
    """
    wanted = {str(draft["external_id"]): draft for draft in drafts}
    known = known_members(platform=platform, external_ids=wanted)
    fresh = [(external_id, draft) for external_id, draft in wanted.items() if external_id not in known]
    if not fresh:
        return known
    members = Member.objects.bulk_create(
        [_draft_member(external_id, draft, now) for external_id, draft in fresh], batch_size=2000
    )
    MemberIdentity.objects.bulk_create(
        [
            MemberIdentity(member=member, platform=platform, external_id=external_id)
            for member, (external_id, _draft) in zip(members, fresh, strict=True)
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )
    held = known_members(platform=platform, external_ids=wanted)
    ours = [m for m, (external_id, _draft) in zip(members, fresh, strict=True) if held[external_id] == m.pk]
    _withdraw_beaten(members, ours)
    write_name_tokens(members=ours)
    return held


def _draft_member(external_id: str, draft: Mapping[str, Any], now: datetime) -> Member:
    fields = {name: draft[name] for name in STAFF_EDITED if name in draft}
    fields.setdefault("nickname", external_id[:60])
    return Member(created_at=now, updated_at=now, **fields)


def _withdraw_beaten(made: Sequence[Member], kept: Sequence[Member]) -> None:
    """Remove members whose identity another transaction registered in the same moment."""
    beaten = {member.pk for member in made} - {member.pk for member in kept}
    if beaten:
        Member.objects.filter(pk__in=beaten).delete()


def known_members(*, platform: str, external_ids: Iterable[str]) -> dict[str, int]:
    """Return member ids by external id, for those that the platform's identities hold."""
    found: dict[str, int] = {}
    ids = list(external_ids)
    for start in range(0, len(ids), 5000):
        rows = MemberIdentity.objects.filter(platform=platform, external_id__in=ids[start : start + 5000])
        found.update(rows.values_list("external_id", "member_id"))
    return found


def write_name_tokens(*, members: Sequence[Member]) -> None:
    """The name tokens of these members are those of their present nicknames."""
    MemberNameToken.objects.filter(member_id__in=[member.pk for member in members]).delete()
    MemberNameToken.objects.bulk_create(
        [
            MemberNameToken(member_id=member.pk, token=token)
            for member in members
            for token in sorted(name_tokens(member.nickname))
        ],
        batch_size=5000,
    )


@transaction.atomic
def save_member(*, member: Member, now: datetime) -> Member:
    """The member's staff-edited fields are valid and stored, and the name can be found."""
    member.created_at = member.created_at or now
    member.updated_at = now
    member.contact_note = normalize_newlines(member.contact_note)
    member.full_clean()
    member.save()
    write_name_tokens(members=[member])
    return member


@transaction.atomic
def update_members(*, member_ids: Sequence[int], changes: Mapping[str, Any], now: datetime) -> int:
    """All these members have the changed fields; returns how many there were."""
    count = 0
    for member in Member.objects.filter(pk__in=member_ids).order_by("pk").select_for_update():
        for name, value in changes.items():
            setattr(member, name, value)
        save_member(member=member, now=now)
        count += 1
    return count


@transaction.atomic
def tag_members(*, member_ids: Sequence[int], name: str, source: str, weight: float = 1.0) -> int:
    """These members hold the tag; where staff have set or rejected it, only staff change it.

    Returns how many members' tags changed.
    """
    staff = MemberTag.Source.STAFF
    held = {tag.member_id: tag for tag in MemberTag.objects.filter(member_id__in=member_ids, name=name)}
    MemberTag.objects.bulk_create(
        [
            MemberTag(member_id=pk, name=name, source=source, weight=weight)
            for pk in dict.fromkeys(member_ids)
            if pk not in held
        ],
        batch_size=5000,
    )
    open_to_change = [tag for tag in held.values() if source == staff or tag.source != staff]
    for tag in open_to_change:
        tag.source, tag.weight, tag.is_rejected = source, weight, False
    MemberTag.objects.bulk_update(open_to_change, ("source", "weight", "is_rejected"), batch_size=2000)
    return len(set(member_ids)) - len(held) + len(open_to_change)


@transaction.atomic
def untag_member(*, member_id: int, name: str) -> None:
    """Staff say the member does not hold the tag; no computation brings it back."""
    MemberTag.objects.update_or_create(
        member_id=member_id,
        name=name,
        defaults={"source": MemberTag.Source.STAFF, "is_rejected": True},
    )


@transaction.atomic
def add_vehicle(*, vehicle: VehicleOwnership, software_version: str = "") -> VehicleOwnership:
    """The car stands with its member, who is an owner while the car is his; its VIN can be found."""
    vehicle.vin_index = blind_index(vehicle.vin) if vehicle.vin else ""
    vehicle.full_clean()
    vehicle.save()
    if software_version:
        SoftwareSpell.objects.create(vehicle=vehicle, version=software_version, started_on=vehicle.started_on)
    _follow_owner_status(vehicle.member)
    return vehicle


@transaction.atomic
def end_vehicle(*, vehicle: VehicleOwnership, ended_on: date, reason: str) -> VehicleOwnership:
    """The ownership has ended for a reason; a member without a car is a former owner."""
    vehicle.ended_on, vehicle.end_reason = ended_on, reason
    vehicle.full_clean()
    vehicle.save()
    _follow_owner_status(vehicle.member)
    return vehicle


def _follow_owner_status(member: Member) -> None:
    has_car = member.vehicles.filter(ended_on__isnull=True).exists()
    member.owner_status = Member.OwnerStatus.OWNER if has_car else Member.OwnerStatus.FORMER
    Member.objects.filter(pk=member.pk).update(owner_status=member.owner_status)
