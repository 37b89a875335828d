"""Register, edit and tag members."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.text import normalize_newlines

from common.db.edits import apply_edit, is_same
from common.db.transactions import atomic_with_retry
from members.models import (
    STAFF_EDITED,
    Member,
    MemberIdentity,
    MemberNameToken,
    MemberTag,
)
from members.rules.names import name_tokens
from members.rules.tags import canonical_tag
from members.selectors.identities import known_members
from members.services.edit_marks import edit_marks
from members.services.locking import lock_distinct, lock_unmerged


@atomic_with_retry
def register_members(
    *,
    drafts: Sequence[Mapping[str, Any]],
    platform: str,
    now: datetime,
) -> dict[str, int]:
    """Give every draft's `external_id` a member on `platform`; return member
    ids by external id.

    A draft holds `external_id` and any staff-edited fields; a member whose
    external id is known stays as it is.
    """
    wanted = {str(draft["external_id"]): draft for draft in drafts}
    known = known_members(platform=platform, external_ids=wanted)
    fresh = [name for name in wanted if name not in known]
    if not fresh:
        return known
    created = Member.objects.bulk_create(
        [_draft_member(name, wanted[name], now) for name in fresh],
        batch_size=2000,
    )
    by_name = dict(zip(fresh, created, strict=True))
    MemberIdentity.objects.bulk_create(
        [
            MemberIdentity(member=member, platform=platform, external_id=name)
            for name, member in by_name.items()
        ],
        batch_size=5000,
        ignore_conflicts=True,
    )
    registered = known_members(platform=platform, external_ids=wanted)
    kept = []
    duplicates = []
    for name, member in by_name.items():
        # Another transaction may have registered the identity in the same moment.
        if registered[name] == member.pk:
            kept.append(member)
        else:
            duplicates.append(member.pk)
    if duplicates:
        Member.objects.filter(pk__in=duplicates).delete()
    write_name_tokens(members=kept)
    return registered


def named_drafts(names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return drafts of members by external id, with the names that a delivery
    gives them; who has none is called by their id.
    """
    drafts = []
    for external_id, nickname in sorted(names.items()):
        draft = {"external_id": external_id}
        if nickname:
            draft["nickname"] = nickname
        drafts.append(draft)
    return drafts


def _draft_member(
    external_id: str,
    draft: Mapping[str, Any],
    now: datetime,
) -> Member:
    fields = {name: draft[name] for name in STAFF_EDITED if name in draft}
    fields.setdefault("nickname", external_id[:60])
    if fields.get("joined_on"):
        fields["joined_from"] = Member.JoinedFrom.FILE
    return Member(created_at=now, updated_at=now, **fields)


def write_name_tokens(*, members: Sequence[Member]) -> None:
    """Replace the name tokens of these members by those of their present nicknames."""
    MemberNameToken.objects.filter(member__in=members).delete()
    tokens = []
    for member in members:
        for token in sorted(name_tokens(member.nickname)):
            tokens.append(MemberNameToken(member_id=member.pk, token=token))
    MemberNameToken.objects.bulk_create(tokens, batch_size=5000)


@atomic_with_retry
def save_member(
    *,
    member: Member,
    now: datetime,
    fields: Collection[str] = STAFF_EDITED,
    opened: Mapping[str, Any] | None = None,
) -> Member:
    """Validate and store the staff-edited `fields` of the member, and return the member.

    Nothing else of an existing member is written. If it was merged meanwhile, the member into
    which it was merged is edited and returned. `opened`: the values that the editor saw, by field.
    Errors: EditConflict, ValidationError.
    """
    if member.pk is None:
        return _create_member(member, now)
    changes = {name: getattr(member, name) for name in fields}
    locked = lock_unmerged([member.pk])[member.pk]
    return _edit_member(locked, changes, now, opened)


def _create_member(member: Member, now: datetime) -> Member:
    member.created_at = now
    member.updated_at = now
    member.contact_note = normalize_newlines(member.contact_note)
    entered = [name for name in STAFF_EDITED if _is_entered(member, name)]
    member.staff_edited_at = dict.fromkeys(entered, now.isoformat())
    if member.joined_on:
        member.joined_from = Member.JoinedFrom.STAFF
    member.full_clean()
    member.save(force_insert=True)
    write_name_tokens(members=[member])
    return member


def _is_entered(member: Member, name: str) -> bool:
    """Tell whether a field of a new member is other than it is by itself."""
    field: Any = Member._meta.get_field(name)
    value = getattr(member, name)
    return value not in (None, "") and value != field.get_default()


def _edit_member(
    member: Member,
    changes: Mapping[str, Any],
    now: datetime,
    opened: Mapping[str, Any] | None = None,
) -> Member:
    """Store the changed fields of a locked member, and return the member."""
    wanted = dict(changes)
    if "contact_note" in wanted:
        wanted["contact_note"] = normalize_newlines(wanted["contact_note"])
    changed = [
        name
        for name, value in wanted.items()
        if not is_same(value, getattr(member, name))
    ]
    marks = edit_marks(member, changed, now)
    if "joined_on" in changed:
        has_day = bool(wanted["joined_on"])
        marks["joined_from"] = Member.JoinedFrom.STAFF if has_day else ""
    wanted = {**wanted, **marks, "updated_at": now}
    apply_edit(member, changes=wanted, opened=opened)
    if "nickname" in changed:
        write_name_tokens(members=[member])
    return member


@atomic_with_retry
def update_members(
    *,
    member_ids: Sequence[int],
    changes: Mapping[str, Any],
    now: datetime,
) -> int:
    """Store the changed fields in all these members; return how many there were.

    A member that was merged meanwhile is changed in the member into which it was merged.
    Errors: DomainError for an unknown member, ValidationError.
    """
    members = lock_distinct(member_ids)
    for member in members:
        _edit_member(member, changes, now)
    return len(members)


@atomic_with_retry
def tag_members(
    *,
    member_ids: Sequence[int],
    name: str,
    source: str,
    weight: float = 1.0,
) -> int:
    """Give these members the tag; return how many members' tags changed.

    The words of the vocabulary for one tag are one tag. A tag that staff have
    set or rejected is changed by staff only.
    """
    name = canonical_tag(name)
    ids = {member.pk for member in lock_distinct(member_ids)}
    known = list(MemberTag.objects.filter(member_id__in=ids, name=name))
    new_ids = ids - {tag.member_id for tag in known}
    MemberTag.objects.bulk_create(
        [
            MemberTag(member_id=pk, name=name, source=source, weight=weight)
            for pk in sorted(new_ids)
        ],
        batch_size=5000,
    )
    staff = MemberTag.Source.STAFF
    changed = []
    for tag in known:
        if source == staff or tag.source != staff:
            tag.source = source
            tag.weight = weight
            tag.is_rejected = False
            changed.append(tag)
    MemberTag.objects.bulk_update(
        changed,
        ("source", "weight", "is_rejected"),
        batch_size=2000,
    )
    return len(new_ids) + len(changed)


@atomic_with_retry
def untag_member(*, member_id: int, name: str) -> None:
    """Reject a tag of the member in the name of staff; no computation brings it back."""
    member = lock_unmerged([member_id])[member_id]
    MemberTag.objects.update_or_create(
        member=member,
        name=canonical_tag(name),
        defaults={"source": MemberTag.Source.STAFF, "is_rejected": True},
    )


@atomic_with_retry
def restore_tag(
    *,
    member_id: int,
    name: str,
    source: str,
    weight: float,
) -> None:
    """Put back a tag that staff have rejected, as it was; one that was given
    again meanwhile stays as it is.
    """
    member = lock_unmerged([member_id])[member_id]
    rejected = member.tags.filter(name=name, is_rejected=True)
    rejected.update(source=source, weight=weight, is_rejected=False)
