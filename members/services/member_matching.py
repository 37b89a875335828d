"""Find the members that rows are about: by identity, then by unionid, phone and VIN."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from common.db.fields import blind_index
from common.rules.rows import Fault
from members.models import MemberContact, MemberIdentity, VehicleOwnership
from members.rules.member_drafts import Identity, MemberDraft
from members.services.locking import lock_kept_ids

SLICE = 5000
Owners = dict[str, set[int]]


class Match(NamedTuple):
    """The member of a row, None for a new one; `alike` are other members whom
    the row may mean as well; or why the row cannot be taken.
    """

    member_id: int | None
    alike: tuple[int, ...] = ()
    fault: Fault | None = None


class Known(NamedTuple):
    """Who holds which key; unmerged members only."""

    identities: dict[Identity, int]
    unionids: Owners
    phones: Owners
    vins: Owners
    platforms: dict[int, set[str]]
    details: dict[int, set[str]]


def match_members(
    drafts: Sequence[MemberDraft],
    known: Known,
) -> list[Match]:
    """Return whom each row is about, by what is known of its keys."""
    return [_match(draft, known) for draft in drafts]


def look_up(drafts: Sequence[MemberDraft]) -> Known:
    """Return what is stored under the keys of these rows. The members found are
    locked, so that none is merged before the transaction ends.
    """
    identities = _find_identities(drafts)
    unionids = _find_details("unionid", {one.unionid for one in drafts})
    phones = _find_details(
        "phone",
        {one.contacts.get("phone") or "" for one in drafts},
    )
    vins: set[str] = set()
    for draft in drafts:
        vins.update(car.vin for car in draft.vehicles)
    owners = _find_vins(vins)
    found = set(identities.values())
    for holders in (unionids, phones, owners):
        found.update(*holders.values())
    kept = lock_kept_ids(found)
    phones, owners = _kept(phones, kept), _kept(owners, kept)
    weak = set().union(*phones.values(), *owners.values())
    return Known(
        identities={one: kept[pk] for one, pk in identities.items()},
        unionids=_kept(unionids, kept),
        phones=phones,
        vins=owners,
        platforms=_platforms_of(weak),
        details=_details_of(weak),
    )


def _kept(owners: Owners, kept: dict[int, int]) -> Owners:
    return {key: {kept[pk] for pk in ids} for key, ids in owners.items()}


def _find_identities(drafts: Iterable[MemberDraft]) -> dict[Identity, int]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        for platform, external_id in draft.identities:
            wanted[platform].add(external_id)
    found = {}
    for platform, ids in wanted.items():
        for some in _slices(ids):
            rows = MemberIdentity.objects.filter(
                platform=platform,
                external_id__any_of=some,
            )
            for name, pk in rows.values_list("external_id", "member_id"):
                found[platform, name] = pk
    return found


def _find_details(kind: str, values: set[str]) -> Owners:
    owners: Owners = defaultdict(set)
    for some in _slices(_indexes(values)):
        rows = MemberContact.objects.filter(
            kind=kind, value_index__any_of=some
        )
        for index, pk in rows.values_list("value_index", "member_id"):
            owners[index].add(pk)
    return owners


def _indexes(values: set[str]) -> list[str]:
    return [blind_index(value) for value in values if value]


def _find_vins(vins: set[str]) -> Owners:
    """Return the present owners of cars by the index of the VIN."""
    owners: Owners = defaultdict(set)
    for some in _slices(_indexes(vins)):
        cars = VehicleOwnership.objects.current().filter(
            vin_index__any_of=some
        )
        for index, pk in cars.values_list("vin_index", "member_id"):
            owners[index].add(pk)
    return owners


def _platforms_of(member_ids: set[int]) -> dict[int, set[str]]:
    """Return the platforms on which these members have an id."""
    platforms: dict[int, set[str]] = defaultdict(set)
    for some in _slices(member_ids):
        rows = MemberIdentity.objects.filter(member_id__any_of=some)
        for pk, platform in rows.values_list("member_id", "platform"):
            platforms[pk].add(platform)
    return platforms


def _details_of(member_ids: set[int]) -> dict[int, set[str]]:
    """Return the kinds of details that these members have, and their indexes."""
    details: dict[int, set[str]] = defaultdict(set)
    for some in _slices(member_ids):
        rows = MemberContact.objects.filter(member_id__any_of=some)
        columns = rows.values_list("member_id", "kind", "value_index")
        for pk, kind, index in columns:
            details[pk].update((kind, f"{kind} {index}"))
    return details


def _slices(values: Iterable[str | int]) -> Iterable[list[str | int]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]


def _match(draft: MemberDraft, known: Known) -> Match:
    strong = strong_owners(draft, known)
    if len(set(strong.values())) > 1:
        return _two_members(draft, strong)
    weak = weak_owners(draft, known)
    if strong:
        member_id = next(iter(strong.values()))
        others = set().union(*weak.values()) - {member_id}
        return Match(member_id, tuple(sorted(others)))
    if draft.must_exist:
        column = draft.column_of("identity")
        return Match(None, fault=Fault("unknown_member", column, draft.key))
    return _match_weakly(draft, known, weak)


def strong_owners(draft: MemberDraft, known: Known) -> dict[str, int]:
    """Return who holds the identities and the unionid of a row."""
    owners = {}
    for identity in draft.identities:
        if identity in known.identities:
            owners[":".join(identity)] = known.identities[identity]
    if draft.unionid:
        index = blind_index(draft.unionid)
        for pk in known.unionids.get(index, ()):
            owners[f"unionid {pk}"] = pk
    return owners


def weak_owners(draft: MemberDraft, known: Known) -> dict[str, set[int]]:
    """Return who has the phone and the cars of a row; families may share them."""
    owners = {}
    phone = draft.contacts.get("phone")
    if phone:
        holders = known.phones.get(blind_index(phone))
        if holders:
            owners["phone"] = holders
    for car in draft.vehicles:
        holders = known.vins.get(blind_index(car.vin)) if car.vin else None
        is_current = not car.fields.get("ended_on")
        if holders and is_current:
            owners[f"vin {car.vin[-4:]}"] = holders
    return owners


def _match_weakly(
    draft: MemberDraft,
    known: Known,
    weak: dict[str, set[int]],
) -> Match:
    """Take the one member whom phone and cars point to, unless the row speaks
    of another person in the same household.
    """
    if not weak:
        return Match(None)
    named: list[int] = sorted(set().union(*weak.values()))
    shared = set(named)
    for holders in weak.values():
        shared &= holders
    if not shared:
        owners = {key: min(ids) for key, ids in weak.items()}
        return _two_members(draft, owners)
    if len(shared) == 1:
        member_id = next(iter(shared))
        if not _is_another_person(draft, known, member_id):
            others = [pk for pk in named if pk != member_id]
            return Match(member_id, tuple(others))
    return Match(None, tuple(named))


def _is_another_person(
    draft: MemberDraft,
    known: Known,
    member_id: int,
) -> bool:
    """Tell whether a row contradicts the member in what one person has once:
    the id on a platform, the name, the phone.
    """
    platform = draft.identities[0][0]
    if platform in known.platforms[member_id]:
        return True
    for kind in ("phone", "real_name"):
        value = draft.contacts.get(kind)
        if value and not _may_have(known, kind, value, member_id):
            return True
    return False


def _may_have(
    known: Known,
    kind: str,
    value: str,
    member_id: int,
) -> bool:
    """Tell whether the member has this value, or none of its kind."""
    held = known.details[member_id]
    return kind not in held or f"{kind} {blind_index(value)}" in held


def _two_members(draft: MemberDraft, owners: dict[str, int]) -> Match:
    named = []
    for key, pk in sorted(owners.items()):
        named.append(f"{key} → {pk}")
    fault = Fault(
        "two_members",
        draft.column_of("identity"),
        "; ".join(named)[:200],
    )
    return Match(None, tuple(sorted(set(owners.values()))), fault)
