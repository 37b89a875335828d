"""Members by their ids on a platform."""

from collections.abc import Collection, Iterable

from members.models import (
    Member,
    MemberIdentity,
)

CHUNK_IDS = 5000
NUMBER_DIGITS = 19


def known_members(
    *,
    platform: str,
    external_ids: Iterable[str],
) -> dict[str, int]:
    """Return member ids by external id, for those that the platform's identities hold."""
    found: dict[str, int] = {}
    ids = list(external_ids)
    for start in range(0, len(ids), CHUNK_IDS):
        rows = MemberIdentity.objects.filter(
            platform=platform,
            external_id__in=ids[start : start + CHUNK_IDS],
        )
        found.update(rows.values_list("external_id", "member_id"))
    return found


def moved_identities(
    *,
    platform: str,
    external_ids: Collection[str],
) -> dict[str, int]:
    """Return the identities among these, by external id, that a merge gave to
    another member.
    """
    moved = MemberIdentity.objects.moved_by_merge(platform)
    wanted = moved.filter(external_id__in=list(external_ids))
    return dict(wanted.values_list("external_id", "pk"))


def members_named(names: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Return member ids by what people write for members (a number, platform:id
    or a nickname that one member has), and the names that mean nobody or several.
    """
    found: dict[str, int] = {}
    unknown = []
    for name in dict.fromkeys(names):
        ids = list(_meant_by(name))
        if len(ids) == 1:
            found[name] = ids[0]
        else:
            unknown.append(name)
    return found, unknown


def _meant_by(name: str) -> set[int]:
    platform, colon, external_id = name.replace("：", ":").partition(":")
    if colon:
        rows = MemberIdentity.objects.filter(
            platform=platform.strip(),
            external_id=external_id.strip(),
        )
        return set(rows.values_list("member_id", flat=True)[:2])
    members = Member.objects.unmerged()
    if name.isascii() and name.isdecimal() and len(name) < NUMBER_DIGITS:
        by_number = members.filter(pk=int(name)).values_list("pk", flat=True)
        if by_number:
            return set(by_number)
    by_id = MemberIdentity.objects.filter(external_id=name)
    ids = set(by_id.values_list("member_id", flat=True)[:2])
    if ids:
        return ids
    named = members.filter(nickname=name)
    return set(named.values_list("pk", flat=True)[:2])
