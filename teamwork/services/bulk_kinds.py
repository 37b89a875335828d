"""The kinds of bulk changes: how each is made for a part of the members, and
how it is undone.

Undoing touches only what is still as the change left it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model

from common.errors import DomainError
from insights.models import Segment, SegmentSpell
from insights.services.segment_lists import delist_members, enlist_members
from koc.services.roster import pass_contact
from members.models import Member, MemberTag
from members.services.directory import tag_members, update_members
from teamwork.models import BulkChange, Nomination
from teamwork.selectors.bulk_changes import contacts_before
from teamwork.services.nominations import nominate, withdraw_nomination

WORKS = 3
STAFF = MemberTag.Source.STAFF
Before = Mapping[int, Any]


class ChangedPart(NamedTuple):
    """What a change did to a part of its members.

    before: the former value of each changed member · refused: whom it was
    refused, and why.
    """

    before: dict[int, Any]
    refused: dict[int, str]


class BulkKind(NamedTuple):
    """How a kind of change is made, and how it is undone for changed members.

    undo returns how many members were restored.
    """

    make: Callable[[BulkChange, Sequence[int], datetime], ChangedPart]
    undo: Callable[[BulkChange, Before, datetime], int]


def _tag(change: BulkChange, ids: Sequence[int], now: datetime) -> ChangedPart:
    name = change.parameters["name"]
    tags = MemberTag.objects.filter(member_id__in=ids, name=name)
    held = {
        tag.member_id: [tag.source, tag.weight, tag.is_rejected]
        for tag in tags
    }
    tag_members(member_ids=ids, name=name, source=STAFF)
    before = {}
    for pk in ids:
        if held.get(pk) != [STAFF, 1.0, False]:
            before[pk] = held.get(pk)
    return ChangedPart(before, {})


def _untag(change: BulkChange, before: Before, now: datetime) -> int:
    given = MemberTag.objects.filter(
        member_id__in=before,
        name=change.parameters["name"],
        source=STAFF,
        weight=1.0,
        is_rejected=False,
    )
    tags = list(given)
    for tag in tags:
        former = before[tag.member_id]
        if former is None:
            tag.delete()
        else:
            tag.source, tag.weight, tag.is_rejected = former
            tag.save(update_fields=["source", "weight", "is_rejected"])
    return len(tags)


def _give_contact(
    change: BulkChange,
    ids: Sequence[int],
    now: datetime,
) -> ChangedPart:
    """Set the primary contact; it cannot be the backup contact as well."""
    user = get_user_model().objects.get(pk=change.parameters["user"])
    rows = Member.objects.filter(pk__in=ids).exclude(primary_contact=user)
    before: dict[int, Any] = {}
    losing_backup = []
    others = []
    for pk, primary, backup in rows.values_list(
        "pk",
        "primary_contact",
        "backup_contact",
    ):
        if backup == user.pk:
            before[pk] = [primary, backup, None]
            losing_backup.append(pk)
        else:
            before[pk] = [primary, backup, backup]
            others.append(pk)
    update_members(
        member_ids=losing_backup,
        changes={"primary_contact": user, "backup_contact": None},
        now=now,
    )
    update_members(
        member_ids=sorted(others),
        changes={"primary_contact": user},
        now=now,
    )
    former: dict[int | None, list[int]] = {}
    for pk, contacts in before.items():
        former.setdefault(contacts[0], []).append(pk)
    for former_id, members in former.items():
        _pass_koc(change, members, former_id, user.pk, now)
    return ChangedPart(before, {})


def _pass_koc(
    change: BulkChange,
    member_ids: Sequence[int],
    from_id: int | None,
    to_id: int | None,
    now: datetime,
) -> None:
    """Let the contact as KOC change with the primary contact."""
    pass_contact(
        member_ids=member_ids,
        from_id=from_id,
        to_id=to_id,
        now=now,
        user=change.made_by,
    )


def _give_contact_back(
    change: BulkChange,
    before: Before,
    now: datetime,
) -> int:
    accounts = set(get_user_model().objects.values_list("pk", flat=True))
    rows = Member.objects.filter(
        pk__in=before,
        primary_contact=change.parameters["user"],
    )
    restored = 0
    for pk, backup_now in list(rows.values_list("pk", "backup_contact")):
        primary, backup, backup_left = [
            account if account in accounts else None
            for account in contacts_before(before[pk])
        ]
        if backup_now != backup_left:
            continue
        changes = {
            "primary_contact_id": primary,
            "backup_contact_id": backup,
        }
        update_members(member_ids=[pk], changes=changes, now=now)
        _pass_koc(change, [pk], change.parameters["user"], primary, now)
        restored += 1
    return restored


def _enlist(
    change: BulkChange, ids: Sequence[int], now: datetime
) -> ChangedPart:
    name = change.parameters["name"]
    inside = SegmentSpell.objects.open().filter(
        segment__name=name,
        member_id__in=ids,
    )
    fresh = sorted(set(ids) - set(inside.values_list("member_id", flat=True)))
    enlist_members(name=name, member_ids=fresh, now=now, user=change.made_by)
    return ChangedPart(dict.fromkeys(fresh), {})


def _delist(change: BulkChange, before: Before, now: datetime) -> int:
    segment = Segment.objects.get(name=change.parameters["name"])
    return delist_members(segment=segment, member_ids=list(before), now=now)


def _nominate(
    change: BulkChange, ids: Sequence[int], now: datetime
) -> ChangedPart:
    """Nominate each member with their posts that people reacted to most."""
    part = ChangedPart({}, {})
    for member in Member.objects.filter(pk__in=ids).order_by("pk"):
        posts = member.posts.filter(is_deleted=False)
        works = posts.order_by("-reaction_count", "-posted_at")[:WORKS]
        try:
            nomination = nominate(
                member=member,
                reason=change.parameters["reason"],
                works=list(works),
                now=now,
                user=change.made_by,
            )
        except DomainError as error:
            part.refused[member.pk] = str(error.message)
        else:
            part.before[member.pk] = nomination.pk
    return part


def _withdraw(change: BulkChange, before: Before, now: datetime) -> int:
    unjudged = Nomination.objects.filter(
        pk__in=before.values(),
        state=Nomination.State.OPEN,
        judgements__isnull=True,
    )
    ids = list(unjudged.values_list("pk", flat=True))
    for pk in ids:
        withdraw_nomination(nomination_id=pk, user=change.made_by)
    return len(ids)


BULK_KINDS: dict[str, BulkKind] = {
    BulkChange.Kind.TAG: BulkKind(_tag, _untag),
    BulkChange.Kind.CONTACT: BulkKind(_give_contact, _give_contact_back),
    BulkChange.Kind.ENLIST: BulkKind(_enlist, _delist),
    BulkChange.Kind.NOMINATE: BulkKind(_nominate, _withdraw),
}
