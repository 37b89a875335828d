"""Remember whose a row is that was written while its owner was merged into another member.

What names its member by an identity, or by the number of a merged member, goes
back to them when the merge is undone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Model

from members.models import MemberIdentity, MovedIdentityRow

NamedMember = tuple[int | None, tuple[str, str]]


def relation_key(model: type[Model], field: str) -> str:
    """Return the key of a reference to a member."""
    return f"{model._meta.label} {field}"


def note_identity_rows(
    model: type[Model],
    field: str,
    identity_by_row: Mapping[Any, int],
) -> None:
    """Remember rows that were written under identities; only those that a
    merge has moved count.
    """
    moved = MemberIdentity.objects.filter(
        pk__in=set(identity_by_row.values()),
        moved_by_merge=True,
    )
    known = set(moved.values_list("pk", flat=True))
    notes = []
    for row_id, identity in identity_by_row.items():
        if identity in known:
            note = MovedIdentityRow(
                relation=relation_key(model, field),
                row_id=row_id,
                identity_id=identity,
            )
            notes.append(note)
    _store(notes)


def note_member_rows(
    model: type[Model],
    field: str,
    row_ids: Iterable[Any],
    *,
    member: int,
) -> None:
    """Remember rows that were written for the number of a merged member."""
    relation = relation_key(model, field)
    notes = []
    for row_id in row_ids:
        note = MovedIdentityRow(
            relation=relation,
            row_id=row_id,
            member_id=member,
        )
        notes.append(note)
    _store(notes)


def _store(notes: list[MovedIdentityRow]) -> None:
    MovedIdentityRow.objects.bulk_create(
        notes,
        batch_size=2000,
        ignore_conflicts=True,
    )


def moved_owners(named: Iterable[NamedMember]) -> dict[int, int]:
    """Return the moved identity under which rows name each member.

    named: member and identity of each row. Members whom rows name in several
    ways are left out: nothing tells whose their rows are.
    """
    moved = MemberIdentity.objects.filter(moved_by_merge=True)
    if not moved.exists():
        return {}
    names: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for member, key in named:
        if member is not None:
            names[member].add(key)
    found = {}
    for identity in moved.filter(member__in=names):
        said = names[identity.member_id]
        if said == {(identity.platform, identity.external_id)}:
            found[identity.member_id] = identity.pk
    return found


@contextmanager
def new_rows_noted(
    models: Sequence[type[Any]],
    owners: Mapping[int, int],
) -> Iterator[None]:
    """Remember the rows of these members that are written within, for the
    identities in `owners`.
    """
    before = {}
    for model in models if owners else ():
        rows = model._base_manager.filter(member__in=owners)
        before[model] = set(rows.values_list("pk", flat=True))
    yield
    for model, known in before.items():
        rows = model._base_manager.filter(member__in=owners)
        under = {}
        for pk, member in rows.values_list("pk", "member"):
            if pk not in known:
                under[pk] = owners[member]
        note_identity_rows(model, "member", under)
        if model is MemberIdentity:
            # What comes under a new id of theirs goes back with it.
            new = MemberIdentity.objects.filter(pk__in=under)
            new.update(moved_by_merge=True)
