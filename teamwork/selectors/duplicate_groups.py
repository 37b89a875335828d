"""Members who share something that few have, and what is compared of them."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import CharField, Count, F, Max, QuerySet, Value
from django.db.models.functions import Concat, Lower, Replace

from common.rules.spelling import fold_text
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    MemberNameToken,
    VehicleOwnership,
)
from members.rules.names import WHOLE_NAME
from teamwork.rules.duplicate_matching import (
    Car,
    ComparedMember,
    fold_identity,
)

MAX_OF_A_VALUE = 5
MAX_GROUPS = 500
Group = list[int]


def _people() -> QuerySet[Any]:
    return Member.objects.real_people().order_by().values("pk")


def _cars() -> QuerySet[Any]:
    rows = VehicleOwnership.objects.exclude(vin_index="")
    return rows.annotate(shared=F("vin_index"))


def _names() -> QuerySet[Any]:
    rows = MemberNameToken.objects.filter(token__startswith=WHOLE_NAME)
    return rows.annotate(shared=F("token"))


def _identities() -> QuerySet[Any]:
    plain = Lower(Replace("external_id", Value(" "), Value("")))
    key = Concat("platform", Value(":"), plain, output_field=CharField())
    return MemberIdentity.objects.annotate(shared=key)


def _details(kind: str) -> QuerySet[Any]:
    rows = MemberContact.objects.filter(kind=kind)
    return rows.annotate(shared=F("value_index"))


def _phones() -> QuerySet[Any]:
    return _details(MemberContact.Kind.PHONE)


def _unionids() -> QuerySet[Any]:
    return _details(MemberContact.Kind.UNIONID)


def _car_days() -> QuerySet[Any]:
    rows = VehicleOwnership.objects.filter(started_on__isnull=False)
    key = Concat(
        "model_series",
        Value("/"),
        "started_on",
        output_field=CharField(),
    )
    return rows.annotate(shared=key)


# Rows of members with `shared`, the value that two of one person have alike.
SHARED_VALUES: dict[str, Callable[[], QuerySet[Any]]] = {
    "unionid": _unionids,
    "vin": _cars,
    "phone": _phones,
    "name": _names,
    "identity": _identities,
    "car_day": _car_days,
}


def find_groups() -> list[Group]:
    """Return the ids of members who share a value that few have, the newest
    groups of each kind of value.
    """
    groups: list[Group] = []
    for rows in SHARED_VALUES.values():
        groups.extend(_groups_of(rows().filter(member__in=_people())))
    return groups


def _groups_of(rows: QuerySet[Any]) -> Iterable[Group]:
    counted = (
        rows.order_by()
        .values("shared")
        .annotate(
            count=Count("member", distinct=True),
            newest=Max("member"),
        )
    )
    shared = counted.filter(count__gt=1, count__lte=MAX_OF_A_VALUE)
    newest_first = shared.order_by("-newest")[:MAX_GROUPS]
    values = [one["shared"] for one in newest_first]
    found: dict[str, set[int]] = {}
    holders = rows.order_by().filter(shared__in=values)
    for value, pk in holders.values_list("shared", "member"):
        found.setdefault(value, set()).add(pk)
    return [sorted(ids) for ids in found.values()]


def read_records(members: Iterable[Member]) -> dict[int, ComparedMember]:
    """Return what is compared of these members, by id."""
    members = list(members)
    ids = [member.pk for member in members]
    cars = _cars_by_member(ids)
    keys = _keys_by_member(ids)
    phones = _indexes_by_member(MemberContact.Kind.PHONE, ids)
    unionids = _indexes_by_member(MemberContact.Kind.UNIONID, ids)
    records = {}
    for member in members:
        theirs = cars.get(member.pk, [])
        held = keys.get(member.pk, {})
        records[member.pk] = ComparedMember(
            vins=_known(car.vin for car in theirs),
            name=fold_text(member.nickname),
            city=fold_text(member.city),
            series=_known(car.series for car in theirs),
            platforms=_known(key.partition(":")[0] for key in held),
            cars=tuple(theirs),
            phones=_known(phones.get(member.pk, ())),
            unionids=_known(unionids.get(member.pk, ())),
            identities=frozenset(held),
            nickname=member.nickname,
            shown_city=member.city,
            keys=held,
        )
    return records


def _known(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values) - {""}


def _indexes_by_member(
    kind: str,
    ids: Collection[int],
) -> dict[int, set[str]]:
    """Return the blind indexes of a kind of personal detail, by member."""
    rows = MemberContact.objects.filter(kind=kind, member_id__in=ids)
    found: dict[int, set[str]] = {}
    for member, index in rows.values_list("member_id", "value_index"):
        found.setdefault(member, set()).add(index)
    return found


def _cars_by_member(ids: Collection[int]) -> dict[int, list[Car]]:
    rows = VehicleOwnership.objects.filter(member_id__in=ids).order_by("pk")
    found: dict[int, list[Car]] = {}
    columns = ("vin_index", "model_series", "started_on", "ended_on")
    for member, *values in rows.values_list("member_id", *columns):
        found.setdefault(member, []).append(Car(*values))
    return found


def _keys_by_member(ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return the identities of each member as written, by how they are compared."""
    rows = MemberIdentity.objects.filter(member_id__in=ids).order_by("pk")
    found: dict[int, dict[str, str]] = {}
    for identity in rows:
        key = fold_identity(identity.platform, identity.external_id)
        found.setdefault(identity.member_id, {})[key] = str(identity)
    return found
