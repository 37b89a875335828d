"""What is stored of members, in the form in which rows are compared with it."""

from collections.abc import Collection

from django.contrib.auth import get_user_model

from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    MemberTag,
    SoftwareSpell,
    SyncConflict,
    VehicleOwnership,
)
from members.rules.member_drafts import MEMBER_FIELDS, VEHICLE_FIELDS
from members.rules.member_states import (
    CarState,
    Detail,
    MemberState,
    Spell,
)

ACCOUNT_FIELDS = ("primary_contact", "backup_contact")


def read_states(member_ids: Collection[int]) -> dict[int, MemberState]:
    """Return what is stored of these members, by id."""
    states: dict[int, MemberState] = {}
    members = Member.objects.filter(pk__any_of=member_ids)
    columns = [_column(name) for name in MEMBER_FIELDS]
    rows = members.values_list(
        "pk",
        "joined_from",
        "staff_edited_at",
        *columns,
    )
    for pk, joined_from, staff, *values in rows:
        states[pk] = MemberState(
            pk=pk,
            fields=dict(zip(MEMBER_FIELDS, values, strict=True)),
            joined_from=joined_from,
            staff=frozenset(staff),
        )
    if states:
        _add_keys(states)
        _add_cars(states)
    return states


def _column(name: str) -> str:
    if name in ACCOUNT_FIELDS:
        return f"{name}__username"
    return name


def _add_keys(states: dict[int, MemberState]) -> None:
    identities = MemberIdentity.objects.filter(member_id__any_of=states)
    columns = identities.values_list("member_id", "platform", "external_id")
    for pk, platform, external_id in columns:
        states[pk].identities.add((platform, external_id))
    _add_details(states)
    tags = MemberTag.objects.filter(member_id__any_of=states).order_by("pk")
    for pk, name, source in tags.values_list("member_id", "name", "source"):
        states[pk].tags[name] = source
    conflicts = SyncConflict.objects.filter(member_id__any_of=states)
    rows = conflicts.values_list("member_id", "field", "value_index", "state")
    for pk, name, index, state in rows:
        states[pk].conflicts[name] = (index, state)


def _add_details(states: dict[int, MemberState]) -> None:
    details = MemberContact.objects.filter(member_id__any_of=states).order_by(
        "pk"
    )
    columns = details.values_list(
        "member_id",
        "pk",
        "kind",
        "value_index",
        "source",
    )
    for member_id, pk, kind, index, source in columns:
        held = states[member_id].details.setdefault(kind, [])
        is_staff = source == MemberContact.Source.STAFF
        held.append(Detail(pk, index, is_staff))


def _add_cars(states: dict[int, MemberState]) -> None:
    cars: dict[int, CarState] = {}
    rows = VehicleOwnership.objects.filter(member_id__any_of=states).order_by(
        "pk"
    )
    columns = rows.values_list(
        "pk",
        "member_id",
        "vin_index",
        "staff_edited_at",
        *VEHICLE_FIELDS,
    )
    for pk, member_id, vin_index, staff, *values in columns:
        fields = dict(zip(VEHICLE_FIELDS, values, strict=True))
        cars[pk] = CarState(pk, vin_index, fields, frozenset(staff))
        states[member_id].cars.append(cars[pk])
    if not cars:
        return
    spells = SoftwareSpell.objects.filter(vehicle_id__any_of=cars).order_by(
        "pk"
    )
    listed = spells.values_list("vehicle_id", "pk", "version", "started_on")
    for car_pk, pk, version, day in listed:
        cars[car_pk].spells.append(Spell(pk, version, day))


def accounts_named(names: Collection[str]) -> dict[str, int]:
    """Return the active accounts that have these user names."""
    if not names:
        return {}
    users = get_user_model().objects.filter(
        username__in=names,
        is_active=True,
    )
    return dict(users.values_list("username", "pk"))
