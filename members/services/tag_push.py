"""Store interest tags that another system computes and pushes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from common.db.transactions import atomic_with_retry
from members.models import Member, MemberIdentity, MemberTag
from members.rules.tags import canonical_tag
from members.services.directory import tag_members
from members.services.locking import lock_unmerged
from members.services.rows_after_merge import (
    note_identity_rows,
    note_member_rows,
)

TagKey = tuple[int, str]


class TagRow(NamedTuple):
    """A member's interest and its weight; 0 takes the tag away.

    The member is given by number, or by `identity` ("platform:external id").
    """

    line: int
    member_id: int | None
    identity: str
    name: str
    weight: float


class PushOutcome(NamedTuple):
    """How many tags changed, were the same already, or were left because staff
    have decided them; and the lines whose member is unknown.
    """

    changed: int
    unchanged: int
    decided_by_staff: int
    unknown: list[int]


@atomic_with_retry
def push_tags(*, rows: Sequence[TagRow]) -> PushOutcome:
    """Make the inferred tags equal to the rows; what staff decided stays.

    Of several rows about the same tag of a member, the last one counts.
    """
    members = _members_by_line(rows)
    wanted: dict[TagKey, float] = {}
    unknown = []
    for row in rows:
        if row.line in members:
            name = canonical_tag(row.name)
            wanted[members[row.line], name] = row.weight
        else:
            unknown.append(row.line)
    held = _tags_of({member for member, _name in wanted})
    changes: dict[TagKey, float] = {}
    decided_by_staff = 0
    for key, weight in wanted.items():
        tag = held.get(key)
        if tag is not None and tag.source == MemberTag.Source.STAFF:
            decided_by_staff += 1
        elif not _is_same(tag, weight):
            changes[key] = weight
    _store(changes, held)
    _note_owners(rows, members, changes.keys() - held.keys())
    unchanged = len(wanted) - decided_by_staff - len(changes)
    return PushOutcome(len(changes), unchanged, decided_by_staff, unknown)


def _tags_of(member_ids: Iterable[int]) -> dict[TagKey, MemberTag]:
    tags = MemberTag.objects.filter(member_id__in=sorted(member_ids))
    return {(tag.member_id, tag.name): tag for tag in tags}


def _is_same(tag: MemberTag | None, weight: float) -> bool:
    if tag is None:
        return not weight
    return tag.source == MemberTag.Source.INFERRED and tag.weight == weight


def _store(
    changes: Mapping[TagKey, float],
    held: Mapping[TagKey, MemberTag],
) -> None:
    """Delete the tags whose weight is 0, and write the others."""
    deleted = []
    holders: dict[tuple[str, float], list[int]] = defaultdict(list)
    for (member, name), weight in changes.items():
        if weight:
            holders[name, weight].append(member)
        else:
            deleted.append(held[member, name].pk)
    MemberTag.objects.filter(pk__in=deleted).delete()
    for (name, weight), member_ids in sorted(holders.items()):
        tag_members(
            member_ids=member_ids,
            name=name,
            source=MemberTag.Source.INFERRED,
            weight=weight,
        )


def _members_by_line(rows: Sequence[TagRow]) -> dict[int, int]:
    """Return the locked member of each line; a merged one is replaced by the
    member into which it was merged. Lines of unknown members are left out.
    """
    by_identity = _find_identities(
        {row.identity for row in rows if row.member_id is None},
    )
    named = {}
    for row in rows:
        identity = by_identity.get(row.identity)
        member_id = row.member_id or (identity and identity.member_id)
        if member_id is not None:
            named[row.line] = member_id
    members = Member.objects.filter(pk__in=set(named.values()))
    known = set(members.values_list("pk", flat=True))
    unmerged = lock_unmerged(known)
    return {line: unmerged[pk].pk for line, pk in named.items() if pk in known}


def _find_identities(keys: Iterable[str]) -> dict[str, MemberIdentity]:
    """Return identities by their key ("platform:external id")."""
    platforms = set()
    external_ids = set()
    for key in keys:
        platform, _colon, external_id = key.partition(":")
        platforms.add(platform)
        external_ids.add(external_id)
    identities = MemberIdentity.objects.filter(
        platform__in=platforms,
        external_id__in=external_ids,
    )
    return {str(one): one for one in identities}


def _note_owners(
    rows: Sequence[TagRow],
    members: Mapping[int, int],
    new: Collection[TagKey],
) -> None:
    """Remember whose new tags are that were pushed for somebody who is merged
    into another member.
    """
    identities = _find_identities({row.identity for row in rows})
    stored = _tags_of({member for member, _name in new})
    under: dict[int, int] = {}
    for row in rows:
        key = (members.get(row.line, 0), row.name)
        if key not in new or key not in stored:
            continue
        identity = identities.get(row.identity)
        if row.member_id is None and identity is not None:
            under[stored[key].pk] = identity.pk
        elif row.member_id is not None and row.member_id != key[0]:
            tags = [stored[key].pk]
            note_member_rows(MemberTag, "member", tags, member=row.member_id)
    note_identity_rows(MemberTag, "member", under)
