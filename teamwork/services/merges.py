"""Two records of one person become one, and can become two again as they were.

Everything that belongs to a member moves to the one who stands; its keys are written down, so that undoing moves
just these back. A row that the other has already (the same tag, the same circle) stays where it is. What the night
computed of the merged one is set aside; the next night adds up both anew. Segments stay as they were counted:
they say with their next count who left, as for every other change.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from activity.models import ActivityEvent, ActivitySummary, MemberRecount, MemberSeries
from activity.services.recounts import ask_recount
from common.errors import ReaderError
from community.models import Post, PostReading
from community.services.readings import follow_members
from insights.models import SegmentSpell
from lifecycle.models import DormancyState
from members.models import Member, MemberNameToken
from roles.models import RoleStanding
from teamwork.models import DifferentPeople, MemberMerge

COMPUTED = (ActivitySummary, RoleStanding, DormancyState)
STAYS = (*COMPUTED, Member, MemberNameToken, MemberSeries, MemberRecount, SegmentSpell, MemberMerge, DifferentPeople)
ARRIVING = (ActivityEvent, Post)
FOLLOWS_POST = (PostReading, "author")
TAKEN = ("owner_status", "joined_on", "province", "city", "primary_contact_id", "backup_contact_id", "contact_note")
KEYS_AT_ONCE = 5000


def belongings() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every model and field that says whose a row is and moves with a merge; what follows another does not."""
    for relation in Member._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model in STAYS:
            continue
        if (relation.related_model, relation.field.name) != FOLLOWS_POST:
            yield relation.related_model, relation.field.name  # type: ignore[misc]


@transaction.atomic
def merge_members(
    *, kept: Member, merged: Member, take: Sequence[str], reason: str, user: Any, now: datetime
) -> MemberMerge:
    """All that belongs to `merged` belongs to `kept`, who has the fields named in `take` from him too.

    Errors: ReaderError if they are one already or one of them is merged; ValidationError.
    """
    one, other = _locked(kept, merged)
    row = MemberMerge(kept=one, merged=other, reason=reason, merged_by=user, merged_at=now)
    _take_fields(row, one, other, [name for name in TAKEN if name in take], now)
    row.moved = {key: keys for model, field in belongings() if (key := _key(model, field)) and (
        keys := _move(model, field, other, one)
    )}  # fmt: skip
    row.dropped = {model._meta.label: _set_aside(model, other) for model in COMPUTED}
    Member.objects.filter(pk=other.pk).update(merged_into=one)
    follow_members((one.pk, other.pk))
    row.full_clean(exclude=["moved", "dropped", "before", "taken"])
    row.save()
    ask_recount(member_ids=(one.pk, other.pk), now=now)
    return row


def _locked(kept: Member, merged: Member) -> tuple[Member, Member]:
    found = Member.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, merged.pk)).order_by("pk")
    rows = {row.pk: row for row in found}
    if len(rows) != 2:
        raise ReaderError("same_member", _("Choose two different members."), status=409)
    for row in rows.values():
        if row.merged_into_id:
            text = _("%(name)s has already been merged into another member.")
            raise ReaderError("already_merged", text % {"name": row}, status=409)
    return rows[kept.pk], rows[merged.pk]


def _take_fields(row: MemberMerge, one: Member, other: Member, take: Iterable[str], now: datetime) -> None:
    changed = {name: getattr(other, name) for name in take if getattr(other, name) != getattr(one, name)}
    row.before = _plain({name: getattr(one, name) for name in (*changed, "updated_at")})
    for name, value in {**changed, "updated_at": now}.items():
        setattr(one, name, value)
    one.full_clean()
    one.save()
    row.taken = _plain({name: getattr(one, name) for name in (*changed, "updated_at")})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: v.isoformat() if hasattr(v, "isoformat") else v for name, v in values.items()}


def _key(model: type[models.Model], field: str) -> str:
    return f"{model._meta.label} {field}"


def _move(model: type[models.Model], field: str, giver: Member, taker: Member) -> list[Any]:
    """Rows of the giver are the taker's, but for those that he has already; returns the keys of what moved."""
    rows = model._base_manager.filter(**{field: giver}).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.update(**{field: taker})
    except IntegrityError:
        return [key for key in keys if _move_one(model, field, key, taker)]
    return keys


def _move_one(model: type[models.Model], field: str, key: Any, taker: Member) -> bool:
    try:
        with transaction.atomic():
            return bool(model._base_manager.filter(pk=key).update(**{field: taker}))
    except IntegrityError:
        return False


def _set_aside(model: type[models.Model], member: Member) -> list[dict[str, Any]]:
    rows = model._base_manager.filter(member=member)
    kept = [_row_values(row) for row in rows.order_by("generation")]
    rows.delete()
    return kept


def _row_values(row: models.Model) -> dict[str, Any]:
    columns = [field for field in row._meta.concrete_fields if field.column]
    values = {field.attname: getattr(row, field.attname) for field in columns}
    return _plain({name: bytes(v).hex() if isinstance(v, memoryview | bytes) else v for name, v in values.items()})


@transaction.atomic
def undo_merge(*, merge: MemberMerge, user: Any, now: datetime) -> MemberMerge:
    """What moved has moved back, and both members are as they were; what came since stays with the one who stands.

    Errors: ReaderError if it was undone already, or if the one who stands has himself been merged since.
    """
    row = MemberMerge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at:
        raise ReaderError("already_undone", _("This merge has already been undone."), status=409)
    one = Member.objects.select_for_update(of=("self",)).get(pk=row.kept_id)
    if one.merged_into_id:
        text = _("%(name)s has been merged into another member since: undo that first.")
        raise ReaderError("merged_since", text % {"name": one}, status=409)
    for model, field in belongings():
        _move_back(model, field, row.moved.get(_key(model, field), []), one.pk, row.merged_id)
    for model in COMPUTED:
        _put_back(model, row.dropped.get(model._meta.label, []))
    as_taken = {name: _read(name, value) for name, value in row.taken.items()}
    back = {name: _read(name, row.before[name]) for name, value in as_taken.items() if getattr(one, name) == value}
    Member.objects.filter(pk=one.pk).update(**back)
    Member.objects.filter(pk=row.merged_id).update(merged_into=None)
    follow_members((one.pk, row.merged_id))
    row.undone_at, row.undone_by = now, user
    row.save(update_fields=["undone_at", "undone_by"])
    ask_recount(member_ids=(one.pk, row.merged_id), now=now)
    return row


def _move_back(model: type[models.Model], field: str, keys: Sequence[Any], giver: int, taker: int) -> None:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        chunk = keys[start : start + KEYS_AT_ONCE]
        model._base_manager.filter(pk__in=chunk, **{field: giver}).update(**{field: taker})


def _put_back(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Rows of generations that still stand are there again."""
    standing = set(model._base_manager.values_list("generation", flat=True).distinct())
    fields = {field.attname: field for field in model._meta.concrete_fields if field.column}
    kept = [row for row in rows if row["generation"] in standing]
    model._base_manager.bulk_create(
        [model(**{name: _value(fields[name], value) for name, value in row.items()}) for row in kept]
    )


def _value(field: Any, value: Any) -> Any:
    return bytes.fromhex(value) if isinstance(field, models.BinaryField) else field.to_python(value)


def _read(name: str, value: Any) -> Any:
    if name == "joined_on":
        return parse_date(value) if value else None
    return parse_datetime(value) if name == "updated_at" else value


@transaction.atomic
def gather_strays(*, now: datetime) -> int:
    """What was on its way to a merged member when he was merged belongs to the one who stands; returns how much."""
    count = 0
    for merge in MemberMerge.objects.standing().select_for_update().select_related("kept", "merged"):
        before = count
        for model, field in belongings():
            if model in ARRIVING and (keys := _move(model, field, merge.merged, merge.kept)):
                merge.moved[_key(model, field)] = [*merge.moved.get(_key(model, field), []), *keys]
                merge.save(update_fields=["moved"])
                ask_recount(member_ids=[merge.kept_id, merge.merged_id], now=now)
                count += len(keys)
        if count > before:
            follow_members((merge.kept_id, merge.merged_id))
    return count
