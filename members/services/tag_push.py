"""Tags as another system computes them: pushed as they are now, as often as it likes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from members.models import Member, MemberIdentity, MemberTag
from members.services.directory import tag_members


class TagRow(NamedTuple):
    """That a member has an interest, and how strongly; a weight of 0 says that he has not."""

    line: int
    member_id: int | None
    identity: str
    name: str
    weight: float


class PushOutcome(NamedTuple):
    """What became of the rows: changed, as it was already, left to staff who decided otherwise, of nobody known."""

    changed: int
    unchanged: int
    decided_by_staff: int
    unknown: list[int]


@transaction.atomic
def push_tags(*, rows: Sequence[TagRow]) -> PushOutcome:
    """Inferred tags are as the rows say, the last row about a member's tag counting; what staff decided stays."""
    members = _members_of(rows)
    wanted = {(members[row.line], row.name): row.weight for row in rows if row.line in members}
    ids = sorted({member for member, _name in wanted})
    list(Member.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    held = {(tag.member_id, tag.name): tag for tag in MemberTag.objects.filter(member_id__in=ids)}
    staff = {key for key in wanted if key in held and held[key].source == MemberTag.Source.STAFF}
    same = {key for key, weight in wanted.items() if key not in staff and _is_as(held.get(key), weight)}
    changing = {key: weight for key, weight in wanted.items() if key not in staff | same}
    gone = [held[key].pk for key, weight in changing.items() if not weight]
    MemberTag.objects.filter(pk__in=gone).delete()
    groups: dict[tuple[str, float], list[int]] = defaultdict(list)
    for (member, name), weight in changing.items():
        if weight:
            groups[name, weight].append(member)
    for (name, weight), chosen in sorted(groups.items()):
        tag_members(member_ids=chosen, name=name, source=MemberTag.Source.INFERRED, weight=weight)
    unknown = [row.line for row in rows if row.line not in members]
    return PushOutcome(len(changing), len(same), len(staff), unknown)


def _is_as(tag: MemberTag | None, weight: float) -> bool:
    if tag is None:
        return not weight
    return tag.source == MemberTag.Source.INFERRED and tag.weight == weight


def _members_of(rows: Sequence[TagRow]) -> dict[int, int]:
    """Return of each line the member who is meant; one who was merged is the one who stands."""
    keys = {row.identity for row in rows if row.member_id is None}
    parts = [key.partition(":") for key in keys]
    identities = MemberIdentity.objects.filter(
        platform__in={platform for platform, _colon, _id in parts},
        external_id__in={external_id for _platform, _colon, external_id in parts},
    )
    by_key = {str(one): one.member_id for one in identities}
    asked = {row.member_id for row in rows if row.member_id is not None} | set(by_key.values())
    standing: dict[int, Any] = dict(Member.objects.filter(pk__in=asked).values_list("pk", "merged_into"))
    found = {}
    for row in rows:
        member = row.member_id if row.member_id is not None else by_key.get(row.identity)
        if member in standing:
            found[row.line] = standing[member] or member
    return found
