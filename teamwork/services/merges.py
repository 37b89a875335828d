"""Two records of one person become one.

All rows of a member move to the one that is kept; their keys are stored, so
that undoing (teamwork/services/merge_undo.py) moves exactly these back.
Segments stay as they were counted: with their next count they record who left,
as for every other change.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from activity.services.member_recounts import ask_recount
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from community.models import Post
from community.services.post_features import follow_members
from koc.services.cooperations import follow_paid_members
from members.models import Member, MemberIdentity
from members.selectors.persons import is_being_erased
from teamwork.models import MemberMerge, NotDuplicate
from teamwork.rules.merging import TAKEN
from teamwork.services.merge_arrivals import mark_reactions
from teamwork.services.merge_rows import (
    move_belongings,
    plain_values,
    set_computed_aside,
)

IDENTITIES = "members.MemberIdentity member"


@atomic_with_retry
def merge_members(
    *,
    kept: Member,
    merged: Member,
    take: Sequence[str],
    reason: str,
    user: Any,
    now: datetime,
) -> MemberMerge:
    """Move all that belongs to `merged` to `kept`; return the merge.

    `kept` takes over the fields named in `take`.
    Errors: Conflict if they are one already or one of them is merged or erased;
    ValidationError.
    """
    one, other = _locked(kept, merged)
    row = MemberMerge(
        kept=one,
        merged=other,
        reason=reason,
        merged_by=user,
        merged_at=now,
    )
    names = [name for name in TAKEN if name in take]
    _take_fields(row, one, other, names, now)
    mark_reactions(other)
    row.moved = move_belongings(other, one)
    moved_identities = MemberIdentity.objects.filter(
        pk__in=row.moved.get(IDENTITIES, []),
    )
    moved_identities.update(moved_by_merge=True)
    row.dropped = set_computed_aside(other)
    row.through_post = Post.objects.aggregate(newest=Max("pk"))["newest"] or 0
    Member.objects.filter(pk=other.pk).update(merged_into=one)
    follow_members((one.pk, other.pk))
    follow_paid_members([one.pk], now=now)
    row.full_clean(exclude=["moved", "dropped", "before", "taken"])
    row.save()
    ask_recount(member_ids=(one.pk, other.pk), now=now)
    return row


def _locked(kept: Member, merged: Member) -> tuple[Member, Member]:
    locked = Member.objects.select_for_update(of=("self",))
    found = locked.filter(pk__in=(kept.pk, merged.pk)).order_by("pk")
    rows = {row.pk: row for row in found}
    if len(rows) != 2:
        raise Conflict("same_member", _("Choose two different members."))
    for row in rows.values():
        if row.kind == Member.Kind.ERASED or is_being_erased(row.pk):
            text = _("%(name)s is erased, or being erased.")
            raise Conflict("erased", text % {"name": row})
        if row.merged_into_id:
            text = _("%(name)s has already been merged into another member.")
            raise Conflict("already_merged", text % {"name": row})
    return rows[kept.pk], rows[merged.pk]


def _take_fields(
    row: MemberMerge,
    one: Member,
    other: Member,
    take: Iterable[str],
    now: datetime,
) -> None:
    """Write the other member's fields to the first, and both values to `row`."""
    changes: dict[str, Any] = {}
    for name in take:
        value = getattr(other, name)
        if value != getattr(one, name):
            changes[name] = value
    changes["updated_at"] = now
    row.before = plain_values({name: getattr(one, name) for name in changes})
    for name, value in changes.items():
        setattr(one, name, value)
    one.full_clean()
    one.save(update_fields=list(changes))
    row.taken = plain_values({name: getattr(one, name) for name in changes})


def mark_not_duplicate(
    *,
    one: Member,
    other: Member,
    user: Any,
    now: datetime,
) -> None:
    """Store that these are two people; they are not suggested again."""
    first, second = sorted((one.pk, other.pk))
    NotDuplicate.objects.get_or_create(
        first_id=first,
        second_id=second,
        defaults={"said_at": now, "said_by": user},
    )
