"""A merge is undone: both members are as they were, and what came in between
goes to whom it is about.

A chain of merges can be undone in any order. If the kept member has been
merged since, the rows come back from the member who has them now, and the later
merges forget them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from activity.services.member_recounts import ask_recount
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from community.models import Post
from community.services.post_features import follow_members
from community.services.questions import rescan_changed_threads
from koc.services.cooperations import follow_paid_members
from members.models import Member, MemberIdentity, MovedIdentityRow
from members.selectors.persons import is_being_erased
from members.services.rows_after_merge import relation_key
from teamwork.models import MemberMerge
from teamwork.services.merge_arrivals import (
    follow_identities,
    follow_noted_rows,
    settle_reactions,
)
from teamwork.services.merge_rows import (
    move_belongings_back,
    put_computed_back,
)
from teamwork.services.merges import IDENTITIES

# Changes with every edit, so it says nothing about who gave a value.
MOMENT = "updated_at"


@atomic_with_retry
def undo_merge(*, merge: MemberMerge, user: Any, now: datetime) -> int:
    """Move back what moved, and restore both members as they were.

    What arrived since under an identity, or for the number of the merged
    member, goes back with them; all other later rows stay. Returns how many
    such rows moved.
    Errors: Conflict if it was undone already, or one of them is being erased.
    """
    row = MemberMerge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at:
        raise Conflict(
            "already_undone",
            _("This merge has already been undone."),
        )
    later = _later_merges(row)
    holders = [row.kept_id, *[one.kept_id for one in later]]
    _lock([row.merged_id, *holders])
    if is_being_erased(row.merged_id, *holders):
        raise Conflict(
            "being_erased",
            _("This person is being erased."),
        )
    move_belongings_back(row.moved, holders, row.merged_id)
    _restore_fields(row, later)
    _forget_keys(row, later)
    Member.objects.filter(pk=row.merged_id).update(merged_into=None)
    row.undone_at = now
    row.undone_by = user
    row.save(update_fields=["undone_at", "undone_by"])
    arrived = _follow(row)
    put_computed_back(row.dropped)
    follow_members((*holders, row.merged_id))
    follow_paid_members((*holders, row.merged_id), now=now)
    rescan_changed_threads(_shared_threads(row, holders))
    ask_recount(member_ids=(*holders, row.merged_id), now=now)
    return arrived


def _later_merges(row: MemberMerge) -> list[MemberMerge]:
    """Return the merges that have moved the kept member on, in their order."""
    later: list[MemberMerge] = []
    kept = row.kept_id
    merges = MemberMerge.objects.in_effect().select_for_update()
    while (following := merges.filter(merged=kept).first()) is not None:
        later.append(following)
        kept = following.kept_id
    return later


def _lock(member_ids: Collection[int]) -> None:
    members = Member.objects.select_for_update(of=("self",))
    found = members.filter(pk__in=member_ids).order_by("pk")
    list(found.values_list("pk", flat=True))


def _follow(row: MemberMerge) -> int:
    """Move what arrived since to its owner; return how many rows moved."""
    identities = row.moved.get(IDENTITIES, [])
    added = _added_under(identities)
    count = follow_noted_rows(identities, _merged_through(row.merged_id))
    count += follow_identities(
        MemberIdentity.objects.filter(pk__in=[*identities, *added]),
    )
    returned = _mark_still_moved(identities)
    new = {pk for pk, under in added.items() if under in returned}
    MemberIdentity.objects.filter(pk__in=new).update(moved_by_merge=False)
    settle_reactions(returned | new)
    return count


def _added_under(identities: Collection[int]) -> dict[int, int]:
    """Return the ids that a delivery has added to these identities since."""
    relation = relation_key(MemberIdentity, "member")
    notes = MovedIdentityRow.objects.filter(
        relation=relation,
        identity__in=identities,
    )
    return dict(notes.values_list("row_id", "identity"))


def _merged_through(member_id: int) -> set[int]:
    """Return this member and all who were merged into them, however often."""
    found = {member_id}
    newest = found
    while newest:
        merged = Member.objects.filter(merged_into__in=newest)
        newest = set(merged.values_list("pk", flat=True)) - found
        found |= newest
    return found


def _forget_keys(row: MemberMerge, later: Sequence[MemberMerge]) -> None:
    """Take the rows that went back out of the later merges that moved them on."""
    for merge in later:
        for relation, keys in row.moved.items():
            returned = set(keys)
            moved = merge.moved.get(relation, [])
            merge.moved[relation] = [
                key for key in moved if key not in returned
            ]
        merge.save(update_fields=["moved", "taken", "before"])


def _restore_fields(row: MemberMerge, later: Sequence[MemberMerge]) -> None:
    """Give the kept member the former values of the fields that nobody changed
    since, and also those into whom they were merged, as far as they took them.
    """
    kept = Member.objects.get(pk=row.kept_id)
    _write(kept, row, row.before)
    for name, taken in row.taken.items():
        if name == MOMENT:
            continue
        for merge in later:
            if name not in merge.taken or merge.taken[name] != taken:
                break
            holder = Member.objects.get(pk=merge.kept_id)
            _write(holder, merge, {name: row.before[name]})
            merge.taken[name] = row.before[name]


def _write(
    member: Member,
    merge: MemberMerge,
    values: dict[str, Any],
) -> None:
    """Write the values whose fields are still as this merge left them."""
    changes = {}
    for name, value in values.items():
        if getattr(member, name) == _field_value(name, merge.taken[name]):
            changes[name] = _field_value(name, value)
    Member.objects.filter(pk=member.pk).update(**changes)


def _field_value(name: str, value: Any) -> Any:
    if name == "joined_on":
        return parse_date(value) if value else None
    return parse_datetime(value) if name == MOMENT else value


def _mark_still_moved(identities: Sequence[int]) -> set[int]:
    """Clear the mark of these identities, except those that an earlier merge
    moved and nobody has undone; return which were cleared.
    """
    still_moved: set[int] = set()
    for merge in MemberMerge.objects.in_effect():
        still_moved.update(merge.moved.get(IDENTITIES, []))
    returned = set(identities) - still_moved
    rows = MemberIdentity.objects.filter(pk__in=returned)
    rows.update(moved_by_merge=False)
    return returned


def _shared_threads(
    row: MemberMerge,
    holders: Collection[int],
) -> set[tuple[int, str]]:
    """Return the threads with a post of the merged member in which a holder
    wrote or is named, or in which somebody wrote or changed something since the
    merge: who answered whom was read there while two people were one.
    """
    theirs = Post.objects.filter(author_id=row.merged_id)
    threads = set(theirs.values_list("source_id", "thread_key"))
    since = Q(pk__gt=row.through_post) | Q(edited_at__gte=row.merged_at)
    named = (
        Q(author__in=holders)
        | Q(features__to_member__in=holders)
        | Q(question__helper__in=holders)
    )
    shared = Post.objects.in_threads(threads).filter(since | named)
    return threads & set(shared.values_list("source_id", "thread_key"))
