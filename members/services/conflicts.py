"""Decide between what staff have set and what a delivery says."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from members.models import (
    Member,
    MemberContact,
    SyncConflict,
    VehicleOwnership,
)
from members.selectors.member_states import ACCOUNT_FIELDS, accounts_named
from members.services.details import set_detail
from members.services.directory import write_name_tokens
from members.services.locking import lock_unmerged

DAYS = frozenset({"joined_on", "started_on", "ended_on"})
TOGETHER = frozenset({"ended_on", "end_reason"})


@atomic_with_retry
def keep_as_it_is(*, conflict_id: int, user: Any, now: datetime) -> None:
    """Let staff's value stand; the same value of a delivery asks no more."""
    conflict = _open_conflict(conflict_id)
    _settle([conflict], SyncConflict.State.KEPT, user, now)


@atomic_with_retry
def take_delivered(*, conflict_id: int, user: Any, now: datetime) -> None:
    """Store what the delivery says; from then on deliveries change the field again.

    The end of a car and its reason are taken together.
    Errors: ValidationError; Conflict if somebody has decided already, or the
    value cannot be used any more.
    """
    conflict = _open_conflict(conflict_id)
    member = lock_unmerged([conflict.member_id])[conflict.member_id]
    taken = [conflict]
    if conflict.field in MemberContact.Kind.values:
        _take_detail(member, conflict, now)
    elif conflict.field.startswith("vehicle."):
        taken = _take_vehicle(conflict)
    else:
        _take_field(member, conflict, now)
    _settle(taken, SyncConflict.State.TAKEN, user, now)


def _open_conflict(pk: int) -> SyncConflict:
    rows = SyncConflict.objects.select_for_update(of=("self",))
    found = rows.filter(pk=pk, state=SyncConflict.State.OPEN)
    conflict = found.first()
    if conflict is None:
        text = _("Somebody has decided this already. Look at what stands now.")
        raise Conflict("already_decided", text)
    return conflict


def _settle(
    conflicts: list[SyncConflict],
    state: str,
    user: Any,
    now: datetime,
) -> None:
    ids = [conflict.pk for conflict in conflicts]
    SyncConflict.objects.filter(pk__in=ids).update(
        state=state,
        decided_at=now,
        decided_by=user,
    )


def _take_detail(
    member: Member, conflict: SyncConflict, now: datetime
) -> None:
    if not conflict.value:
        member.contacts.filter(kind=conflict.field).delete()
        return
    set_detail(
        member_id=member.pk,
        kind=conflict.field,
        value=conflict.value,
        now=now,
        source=MemberContact.Source.FILE,
    )


def _take_field(member: Member, conflict: SyncConflict, now: datetime) -> None:
    name = conflict.field
    changes = {
        name: _value(name, conflict.value),
        "staff_edited_at": _without(member.staff_edited_at, [name]),
        "updated_at": now,
    }
    if name == "joined_on":
        is_known = bool(changes[name])
        changes["joined_from"] = Member.JoinedFrom.FILE if is_known else ""
    apply_edit(member, changes=changes)
    if name == "nickname":
        write_name_tokens(members=[member])


def _take_vehicle(conflict: SyncConflict) -> list[SyncConflict]:
    """Store what a delivery says of a car; return the conflicts that this settles."""
    _vehicle, number, name = conflict.field.split(".", 2)
    cars = VehicleOwnership.objects.select_for_update(of=("self",))
    car = cars.filter(pk=int(number), member=conflict.member_id).first()
    if car is None:
        text = _("The car is not there any more. Keep it as it is.")
        raise Conflict("vehicle_gone", text)
    taken = [conflict]
    if name in TOGETHER:
        siblings = [f"vehicle.{number}.{other}" for other in sorted(TOGETHER)]
        rows = SyncConflict.objects.filter(
            member=conflict.member_id,
            field__in=siblings,
            state=SyncConflict.State.OPEN,
        )
        taken = list(rows)
    changes: dict[str, Any] = {}
    for one in taken:
        field = one.field.rpartition(".")[2]
        changes[field] = _value(field, one.value)
    marks = _without(car.staff_edited_at, changes)
    apply_edit(car, changes={**changes, "staff_edited_at": marks})
    return taken


def _without(marks: Mapping[str, Any], fields: Any) -> dict[str, Any]:
    return {name: at for name, at in marks.items() if name not in fields}


def _value(name: str, text: str) -> Any:
    """Return a delivered value as its field holds it."""
    if name in DAYS:
        if text:
            return date.fromisoformat(text)
        return None
    if name == "model_year":
        return int(text) if text else None
    if name in ACCOUNT_FIELDS:
        return _account(text)
    return text


def _account(username: str) -> Any:
    if not username:
        return None
    pk = accounts_named([username]).get(username)
    if pk is None:
        text = _("No active account is called “%(name)s”.")
        raise Conflict("unknown_account", text % {"name": username})
    return get_user_model().objects.get(pk=pk)
