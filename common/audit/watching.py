"""Finds every change of an audited row, whichever way it is written.

Saves, deletions and relations announce themselves by Django's signals. What
is written in bulk does not: `update`,
`bulk_create` and `delete` are wrapped here, once
for all querysets, because a service that was written tomorrow would forget to
call anything.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import models, transaction
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_save,
    pre_delete,
    pre_save,
)

from common.audit.policy import audited_fields, audited_models, policy_of
from common.audit.units import (
    Unit,
    is_recording,
    open_unit,
    recorded_act,
    write_unit,
)

# A save outside of an act is an act by itself, from its first signal to its last. It is kept with
# the row, so that a save that fails leaves nothing behind.
OWN = "_audit_unit"


def watch() -> None:
    """Begin to write down the changes of all audited models."""
    for model in audited_models():
        pre_save.connect(_before_save, sender=model, weak=False)
        post_save.connect(_after_save, sender=model, weak=False)
        pre_delete.connect(_before_delete, sender=model, weak=False)
        post_delete.connect(_after_delete, sender=model, weak=False)
        for name in _many_to_many(model):
            through: Any = getattr(model, name).through
            m2m_changed.connect(_around_relation, sender=through, weak=False)
    wrapped: Any = models.QuerySet
    wrapped.update = _watched_update(models.QuerySet.update)
    wrapped.bulk_create = _watched_create(models.QuerySet.bulk_create)
    wrapped.delete = _watched_delete(models.QuerySet.delete)


def _many_to_many(model: type[models.Model]) -> Iterable[str]:
    policy = policy_of(model)
    return policy.many_to_many if policy else ()


def _before_save(
    sender: Any,
    instance: Any,
    raw: bool,
    **_other: Any,
) -> None:
    if raw or not is_recording():
        return
    keys = [] if instance.pk is None else [instance.pk]
    _begin(instance).note(sender, keys)


def _after_save(
    sender: Any,
    instance: Any,
    raw: bool,
    **_other: Any,
) -> None:
    if raw or not is_recording():
        return
    unit = open_unit() or getattr(instance, OWN)
    unit.note_new(sender, [instance.pk])
    _end(instance)


def _before_delete(sender: Any, instance: Any, **_other: Any) -> None:
    if is_recording():
        _begin(instance).note(sender, [instance.pk])


def _after_delete(sender: Any, instance: Any, **_other: Any) -> None:
    if is_recording():
        _end(instance)


def _around_relation(
    instance: Any,
    action: str,
    reverse: bool,
    model: Any,
    pk_set: Any,
    **_other: Any,
) -> None:
    if not is_recording():
        return
    owner, keys = type(instance), [instance.pk]
    if reverse:
        owner, keys = model, list(pk_set or ())
    if policy_of(owner) is None:
        return
    if action.startswith("pre_"):
        _begin(instance).note(owner, keys)
    else:
        _end(instance)


def _begin(instance: Any) -> Unit:
    """Return the act that is under way, else one for this row alone."""
    unit = open_unit()
    if unit is None:
        unit = Unit()
        setattr(instance, OWN, unit)
    return unit


def _end(instance: Any) -> None:
    own = instance.__dict__.pop(OWN, None)
    if own is not None:
        write_unit(own)


@contextmanager
def _act_of_query() -> Iterator[Unit]:
    unit = open_unit()
    if unit is not None:
        yield unit
        return
    with transaction.atomic(), recorded_act() as own:
        yield own


def _watched_update(update: Any) -> Any:
    @wraps(update)
    def watched(self: Any, **values: Any) -> Any:
        if not _matters(self.model, values) or not is_recording():
            return update(self, **values)
        with _act_of_query() as unit:
            keys = self.order_by().values_list("pk", flat=True)
            unit.note(self.model, list(keys))
            return update(self, **values)

    watched.alters_data = True  # type: ignore[attr-defined]
    return watched


def _matters(model: type[models.Model], values: dict[str, Any]) -> bool:
    if policy_of(model) is None:
        return False
    return not values.keys().isdisjoint(_columns(model))


def _columns(model: type[models.Model]) -> set[str]:
    names = set()
    for name in audited_fields(model):
        field: Any = model._meta.get_field(name)
        names |= {name, field.attname}
    return names


def _watched_create(bulk_create: Any) -> Any:
    @wraps(bulk_create)
    def watched(self: Any, objs: Any, *how: Any, **options: Any) -> Any:
        policy = policy_of(self.model)
        if policy is None or not policy.in_bulk or not is_recording():
            return bulk_create(self, objs, *how, **options)
        with _act_of_query() as unit:
            made = bulk_create(self, objs, *how, **options)
            unit.note_new(self.model, [one.pk for one in made if one.pk])
            return made

    watched.alters_data = True  # type: ignore[attr-defined]
    return watched


def _watched_delete(delete: Any) -> Any:
    """Read the rows at once; each announces its deletion by itself."""

    @wraps(delete)
    def watched(self: Any) -> Any:
        if policy_of(self.model) is None or not is_recording():
            return delete(self)
        with _act_of_query() as unit:
            keys = self.order_by().values_list("pk", flat=True)
            unit.note(self.model, list(keys))
            return delete(self)

    watched.alters_data = True  # type: ignore[attr-defined]
    watched.queryset_only = True  # type: ignore[attr-defined]
    return watched
