"""Store what rows do to members, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from common.db.fields import blind_index
from common.db.row_copy import insert_rows
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
from members.services.directory import write_name_tokens

BATCH = 2000


class Write(NamedTuple):
    """A plan and the member it is for; None for a new one."""

    member_id: int | None
    plan: MemberPlan


def store_plans(
    writes: Sequence[Write],
    *,
    accounts: Mapping[str, int],
    source: str,
    now: datetime,
) -> list[int]:
    """Carry out the plans; return the id of each member, in their order.

    accounts: ids by user name · source: who says so. The members are locked.
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
    fresh = []
    for write in writes:
        if write.member_id is None:
            values = _columns(write.plan, accounts)
            fresh.append(Member(created_at=now, updated_at=now, **values))
    Member.objects.bulk_create(fresh, batch_size=BATCH)
    insert_rows(
        MemberNameToken,
        ("member", "token"),
        _token_rows(fresh),
    )
    coming = iter(fresh)
    return [write.member_id or next(coming).pk for write in writes]


def _token_rows(members: Iterable[Member]) -> Iterable[tuple[int, str]]:
    for member in members:
        for token in sorted(name_tokens(member.nickname)):
            yield member.pk, token


def _columns(
    plan: MemberPlan,
    accounts: Mapping[str, int],
) -> dict[str, Any]:
    """Return the planned values by column of Member."""
    values = dict(plan.values)
    for name in ACCOUNT_FIELDS:
        if name in values:
            values[f"{name}_id"] = accounts.get(values.pop(name))
    if plan.joined_from is not None:
        values["joined_from"] = plan.joined_from
    return values


def _change_members(
    writes: Sequence[Write],
    accounts: Mapping[str, int],
    now: datetime,
) -> None:
    """Store the changed fields of known members, those with the same fields at once."""
    groups: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    renamed = []
    for write in writes:
        if write.member_id is None or not write.plan.changes:
            continue
        values = {**_columns(write.plan, accounts), "updated_at": now}
        member = Member(pk=write.member_id, **values)
        groups[tuple(sorted(values))].append(member)
        if "nickname" in values:
            renamed.append(member)
    for names, members in groups.items():
        Member.objects.bulk_update(members, names, batch_size=500)
    if renamed:
        write_name_tokens(members=renamed)


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
    for member_id, plan in plans:
        for name in plan.new_tags:
            row = (member_id, name, MemberTag.Source.DECLARED, 1.0, False)
            rows.append(row)
        if plan.dropped_tags:
            MemberTag.objects.filter(
                member_id=member_id,
                name__in=plan.dropped_tags,
                source=MemberTag.Source.DECLARED,
            ).delete()
    names = ("member", "name", "source", "weight", "is_rejected")
    insert_rows(MemberTag, names, rows)


def _store_cars(plans: Plans) -> None:
    fresh: list[tuple[VehicleOwnership, CarPlan]] = []
    known: list[CarPlan] = []
    for member_id, plan in plans:
        for car in plan.cars:
            if car.pk is None:
                row = VehicleOwnership(
                    member_id=member_id, **_car_columns(car)
                )
                fresh.append((row, car))
            else:
                known.append(car)
    VehicleOwnership.objects.bulk_create(
        [row for row, _car in fresh],
        batch_size=BATCH,
    )
    spells = [(row.pk, car) for row, car in fresh]
    for car in known:
        values = _car_columns(car)
        if values:
            VehicleOwnership.objects.filter(pk=car.pk or 0).update(**values)
        spells.append((car.pk or 0, car))
    _store_spells(spells)


def _car_columns(car: CarPlan) -> dict[str, Any]:
    values = dict(car.values)
    if "end_reason" in values:
        values["end_reason"] = values["end_reason"] or ""
    if car.vin:
        values["vin"] = car.vin
        values["vin_index"] = blind_index(car.vin)
    return values


def _store_spells(cars: Iterable[tuple[Any, CarPlan]]) -> None:
    rows = []
    for vehicle_id, car in cars:
        spells = SoftwareSpell.objects.filter(vehicle=vehicle_id)
        for pk, day in car.spells.moved:
            spells.filter(pk=pk).update(started_on=day)
        for pk, version in car.spells.renamed:
            spells.filter(pk=pk).update(version=version)
        for version, day in car.spells.new:
            rows.append((vehicle_id, version, day))
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
