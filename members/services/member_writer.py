"""Store what rows do to members, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from common.audit.units import unrecorded
from common.db.fields import blind_index
from common.db.row_copy import (
    insert_rows,
    insert_rows_with_keys,
    update_rows,
)
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    MemberNameToken,
    MemberTag,
    SoftwareSpell,
    SyncConflict,
    VehicleOwnership,
)
from members.rules.member_states import CarPlan, MemberPlan
from members.rules.names import name_tokens
from members.selectors.member_states import ACCOUNT_FIELDS

BATCH = 2000
# The columns of a new member, in the order in which they are stored.
NEW_MEMBER: dict[str, Any] = {
    "nickname": "",
    "kind": Member.Kind.PERSON,
    "owner_status": Member.OwnerStatus.PROSPECT,
    "joined_on": None,
    "joined_from": "",
    "province": "",
    "city": "",
    "primary_contact": None,
    "backup_contact": None,
    "contact_note": "",
}
NEW_CAR: dict[str, Any] = {
    "model_series": "",
    "model_year": None,
    "vin": "",
    "vin_index": "",
    "started_on": None,
    "ended_on": None,
    "end_reason": "",
}


class Write(NamedTuple):
    """A plan and the member it is for; None for a new one."""

    member_id: int | None
    plan: MemberPlan


@unrecorded()
def store_plans(
    writes: Sequence[Write],
    *,
    accounts: Mapping[str, int],
    source: str,
    now: datetime,
) -> list[int]:
    """Carry out the plans; return the id of each member, in their order.

    accounts: ids by user name · source: who says so. The members are locked.
    The audit log has the import, not each of its rows.
    """
    ids = _create_members(writes, accounts, now)
    _change_members(writes, accounts, now)
    plans = list(zip(ids, (write.plan for write in writes), strict=True))
    _store_identities(plans)
    _store_details(plans, now)
    _store_tags(plans)
    _store_cars(plans)
    _store_conflicts(plans, source, now)
    return ids


def _create_members(
    writes: Sequence[Write],
    accounts: Mapping[str, int],
    now: datetime,
) -> list[int]:
    """Create the new members with their name tokens; return all ids."""
    rows = []
    names = []
    for write in writes:
        if write.member_id is None:
            values = {**NEW_MEMBER, **_columns(write.plan, accounts)}
            rows.append((*values.values(), now, now))
            names.append(values["nickname"])
    columns = (*NEW_MEMBER, "created_at", "updated_at")
    keys = insert_rows_with_keys(Member, columns, rows)
    insert_rows(
        MemberNameToken,
        ("member", "token"),
        _token_rows(zip(keys, names, strict=True)),
    )
    coming = iter(keys)
    return [write.member_id or next(coming) for write in writes]


def _token_rows(
    names: Iterable[tuple[int, str]],
) -> Iterator[tuple[int, str]]:
    for member_id, nickname in names:
        for token in sorted(name_tokens(nickname)):
            yield member_id, token


def _columns(
    plan: MemberPlan,
    accounts: Mapping[str, int],
) -> dict[str, Any]:
    """Return the planned values by field of Member, accounts by id."""
    values = dict(plan.values)
    for name in ACCOUNT_FIELDS:
        if name in values:
            values[name] = accounts.get(values[name])
    if plan.joined_from is not None:
        values["joined_from"] = plan.joined_from
    return values


def _change_members(
    writes: Sequence[Write],
    accounts: Mapping[str, int],
    now: datetime,
) -> None:
    """Store the changed fields of known members, those with the same fields at once."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    names: dict[int, str] = {}
    for write in writes:
        if write.member_id is None or not write.plan.changes:
            continue
        values = _columns(write.plan, accounts)
        row = (write.member_id, now, *values.values())
        groups["updated_at", *values].append(row)
        if "nickname" in values:
            names[write.member_id] = values["nickname"]
    for columns, rows in groups.items():
        update_rows(Member, columns, rows)
    if names:
        MemberNameToken.objects.filter(member_id__in=names).delete()
        rows_of_tokens = _token_rows(names.items())
        insert_rows(MemberNameToken, ("member", "token"), rows_of_tokens)


Plans = Sequence[tuple[int, MemberPlan]]


def _store_identities(plans: Plans) -> None:
    rows = []
    for member_id, plan in plans:
        for platform, external_id in plan.identities:
            rows.append((member_id, platform, external_id, False))
    names = ("member", "platform", "external_id", "moved_by_merge")
    insert_rows(MemberIdentity, names, rows)


def _store_details(plans: Plans, now: datetime) -> None:
    dropped: list[int] = []
    rows = []
    for member_id, plan in plans:
        dropped += plan.dropped
        for kind, value in plan.details:
            index = blind_index(value)
            rows.append((member_id, kind, value, index, "file", now))
    if dropped:
        MemberContact.objects.filter(pk__in=dropped).delete()
    names = ("member", "kind", "value", "value_index", "source", "updated_at")
    insert_rows(MemberContact, names, rows)


def _store_tags(plans: Plans) -> None:
    rows = []
    dropped: dict[str, list[int]] = defaultdict(list)
    for member_id, plan in plans:
        for name in plan.new_tags:
            row = (member_id, name, MemberTag.Source.DECLARED, 1.0, False)
            rows.append(row)
        for name in plan.dropped_tags:
            dropped[name].append(member_id)
    for name, member_ids in sorted(dropped.items()):
        MemberTag.objects.filter(
            member_id__in=member_ids,
            name=name,
            source=MemberTag.Source.DECLARED,
        ).delete()
    names = ("member", "name", "source", "weight", "is_rejected")
    insert_rows(MemberTag, names, rows)


def _store_cars(plans: Plans) -> None:
    fresh: list[tuple[Any, ...]] = []
    fresh_cars: list[CarPlan] = []
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    spells: list[tuple[int, CarPlan]] = []
    for member_id, plan in plans:
        for car in plan.cars:
            values = _car_columns(car)
            if car.pk is None:
                whole = {**NEW_CAR, **values}
                fresh.append((member_id, *whole.values()))
                fresh_cars.append(car)
                continue
            if values:
                groups[tuple(values)].append((car.pk, *values.values()))
            spells.append((car.pk, car))
    keys = insert_rows_with_keys(
        VehicleOwnership,
        ("member", *NEW_CAR),
        fresh,
    )
    for columns, rows in groups.items():
        update_rows(VehicleOwnership, columns, rows)
    _store_spells([*spells, *zip(keys, fresh_cars, strict=True)])


def _car_columns(car: CarPlan) -> dict[str, Any]:
    values = dict(car.values)
    if "end_reason" in values:
        values["end_reason"] = values["end_reason"] or ""
    if car.vin:
        values["vin"] = car.vin
        values["vin_index"] = blind_index(car.vin)
    return values


def _store_spells(cars: Iterable[tuple[int, CarPlan]]) -> None:
    rows = []
    moved: list[tuple[int, Any]] = []
    renamed: list[tuple[int, str]] = []
    for vehicle_id, car in cars:
        moved += car.spells.moved
        renamed += car.spells.renamed
        for version, day in car.spells.new:
            rows.append((vehicle_id, version, day))
    update_rows(SoftwareSpell, ("started_on",), moved)
    update_rows(SoftwareSpell, ("version",), renamed)
    insert_rows(SoftwareSpell, ("vehicle", "version", "started_on"), rows)


def _store_conflicts(plans: Plans, source: str, now: datetime) -> None:
    """Keep what the delivery says against staff; a new value opens a settled conflict again."""
    rows = []
    for member_id, plan in plans:
        for field in sorted(plan.new_conflicts & plan.conflicts.keys()):
            value = plan.conflicts[field]
            row = SyncConflict(
                member_id=member_id,
                field=field,
                value=value,
                value_index=blind_index(value),
                source=source[:60],
                seen_at=now,
            )
            rows.append(row)
    SyncConflict.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("member", "field"),
        update_fields=(
            "value",
            "value_index",
            "source",
            "seen_at",
            "state",
            "decided_at",
            "decided_by",
        ),
    )
