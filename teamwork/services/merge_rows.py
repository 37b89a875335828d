"""Rows of members move with a merge, and move back when it is undone.

A row that the other member has already (the same tag, the same circle) does
not move. Rows that the next nightly run computes anew are set aside.
"""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction

from activity.models import PublishedGeneration
from members.models import Member
from members.rules.merging import OnMerge
from members.selectors.member_relations import relations_with
from members.services.rows_after_merge import relation_key

KEYS_AT_ONCE = 5000
Rows = type[models.Model]


def move_belongings(giver: Member, taker: Member) -> dict[str, list[Any]]:
    """Move all rows of the giver that move with a merge; return the keys of
    what moved, by reference.
    """
    moved = {}
    for model, field in relations_with(OnMerge.MOVE):
        keys = move_rows(model, field, giver, taker)
        if keys:
            moved[relation_key(model, field)] = keys
    return moved


def move_rows(
    model: Rows,
    field: str,
    giver: Member,
    taker: Member,
) -> list[Any]:
    """Move the giver's rows, except those that the taker has already; return
    the keys of what moved.
    """
    rows = model._base_manager.filter(**{field: giver}).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.update(**{field: taker})
    except IntegrityError:
        return [key for key in keys if move_row(model, field, key, taker.pk)]
    return keys


def move_row(model: Rows, field: str, key: Any, taker: int) -> bool:
    """Move one row if the taker does not have it already; return whether."""
    row = model._base_manager.filter(pk=key)
    try:
        with transaction.atomic():
            return row.update(**{field: taker}) > 0
    except IntegrityError:
        return False


def move_belongings_back(
    moved: dict[str, list[Any]],
    givers: Sequence[int],
    taker: int,
) -> None:
    """Move back the rows with these keys that the givers still have."""
    for model, field in relations_with(OnMerge.MOVE):
        keys = moved.get(relation_key(model, field), [])
        for start in range(0, len(keys), KEYS_AT_ONCE):
            rows = model._base_manager.filter(
                pk__in=keys[start : start + KEYS_AT_ONCE],
                **{f"{field}__in": givers},
            )
            _give_rows(rows, field, taker)


def _give_rows(rows: models.QuerySet[Any], field: str, taker: int) -> None:
    """Give all these rows to a member, except those that they have already."""
    try:
        with transaction.atomic():
            rows.update(**{field: taker})
    except IntegrityError:
        for key in list(rows.values_list("pk", flat=True)):
            move_row(rows.model, field, key, taker)


def _recomputed() -> list[Rows]:
    """Return the models whose rows the next nightly run computes anew."""
    return [model for model, _field in relations_with(OnMerge.RECOMPUTE)]


def set_computed_aside(member: Member) -> dict[str, list[dict[str, Any]]]:
    """Delete the member's computed rows; return them as JSON, by model."""
    dropped = {}
    for model in _recomputed():
        rows = model._base_manager.filter(member=member)
        kept = [_row_values(row) for row in rows.order_by("generation")]
        rows.delete()
        dropped[model._meta.label] = kept
    return dropped


def put_computed_back(dropped: dict[str, list[dict[str, Any]]]) -> None:
    """Restore computed rows of generations that still exist."""
    for model in _recomputed():
        _put_back(model, dropped.get(model._meta.label, []))


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as JSON: moments and days as text."""
    plain = {}
    for name, value in values.items():
        is_moment = hasattr(value, "isoformat")
        plain[name] = value.isoformat() if is_moment else value
    return plain


def _columns_of(model: Rows) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.column]


def _row_values(row: models.Model) -> dict[str, Any]:
    values = {}
    for field in _columns_of(type(row)):
        value = getattr(row, field.attname)
        if isinstance(value, memoryview | bytes):
            value = bytes(value).hex()
        values[field.attname] = value
    return plain_values(values)


def _put_back(model: Rows, rows: Sequence[dict[str, Any]]) -> None:
    stored = model._base_manager.values_list("generation", flat=True)
    # A published generation exists even if the rows of all members are set aside.
    generations = {*stored.distinct(), *_published_generations()}
    fields = {field.attname: field for field in _columns_of(model)}
    restored = []
    for row in rows:
        if row["generation"] not in generations:
            continue
        values = {
            name: _column_value(fields[name], value)
            for name, value in row.items()
        }
        restored.append(model(**values))
    model._base_manager.bulk_create(restored)


def _published_generations() -> set[int]:
    published = PublishedGeneration.objects.values_list(
        "generation",
        flat=True,
    )
    return set(published)


def _column_value(field: Any, value: Any) -> Any:
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(value)
    return field.to_python(value)
