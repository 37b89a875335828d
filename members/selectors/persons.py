"""A person: all records that were merged into one, and what they are known by."""

from collections.abc import Collection

from members.models import (
    Erasure,
    Member,
    MemberContact,
    MemberIdentity,
    VehicleOwnership,
)
from members.rules.mentions import Identifiers, identifiers_of

OPEN_JOBS = ("waiting", "running")


def is_being_erased(*member_ids: int) -> bool:
    """Tell whether the erasure of one of these members waits or runs."""
    return bool(being_erased(member_ids))


def being_erased(member_ids: Collection[int]) -> set[int]:
    """Return those of these members whose erasure waits or runs."""
    asked = Erasure.objects.filter(member__in=member_ids, done_at=None)
    waiting = asked.filter(job__state__in=OPEN_JOBS).order_by()
    return set(waiting.values_list("member_id", flat=True))


def records_of_person(member_id: int) -> list[int]:
    """Return the numbers of all records of a person: the member they are shown
    as first, then everybody merged into it.
    """
    kept = Member.objects.unmerged_by_id([member_id])[member_id].pk
    found = [kept]
    newest = [kept]
    while newest:
        merged = Member.objects.filter(merged_into__in=newest).order_by("pk")
        newest = list(merged.values_list("pk", flat=True))
        found += newest
    return found


def identifiers_of_person(numbers: list[int]) -> Identifiers:
    """Return what a person is known by in texts."""
    members = Member.objects.filter(pk__in=numbers)
    # An erased member is called by the number, which is nobody's name.
    nicknames = members.exclude(kind=Member.Kind.ERASED)
    names = set(nicknames.values_list("nickname", flat=True))
    identities = MemberIdentity.objects.filter(member__in=numbers)
    keys = set(identities.values_list("external_id", flat=True))
    vehicles = VehicleOwnership.objects.filter(member__in=numbers)
    keys |= {vin for vin in vehicles.values_list("vin", flat=True) if vin}
    for detail in MemberContact.objects.filter(member__in=numbers):
        is_name = detail.kind == MemberContact.Kind.REAL_NAME
        (names if is_name else keys).add(detail.value or "")
    others = Member.objects.exclude(pk__in=numbers)
    shared = others.filter(nickname__in=names)
    return identifiers_of(
        keys, names, shared.values_list("nickname", flat=True)
    )
