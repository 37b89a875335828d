"""Which models are audited, and what of their fields the log may show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from common.db.fields import EncryptedTextField


@dataclass(frozen=True)
class Audited:
    """How changes of a model are written down.

    only: the fields whose changes matter; empty: all of them · ignored: fields
    that machines count · plain: texts that hold nothing personal, shown as
    they are · name: the field that names an object, never a person's · about:
    the foreign key to the object whose history the change belongs to ·
    many_to_many: relations that count as fields · in_bulk: whether rows that
    are created in bulk are written down one by one.

    Numbers, days, choices and keys are always shown. Every other text and
    structure is shown as a keyed digest, by which only equality can be seen.
    """

    only: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    name: str = ""
    key: str = ""
    about: str = ""
    many_to_many: tuple[str, ...] = ()
    in_bulk: bool = True


_POLICIES: dict[type[models.Model], Audited] = {}
_NAMES: dict[type[models.Model], tuple[str, ...]] = {}


def add_audited(policies: Mapping[type[models.Model], Audited]) -> None:
    """Add models to those that are audited.

    Errors: ImproperlyConfigured for a model that is audited already.
    """
    for model, policy in policies.items():
        if model in _POLICIES:
            label = model._meta.label
            raise ImproperlyConfigured(f"audited twice: {label}")
        _POLICIES[model] = policy
        _NAMES[model] = _field_names(model, policy)


def policy_of(model: type[models.Model]) -> Audited | None:
    """Return how a model is audited; None if it is not."""
    return _POLICIES.get(model)


def audited_models() -> list[type[models.Model]]:
    """Return all audited models."""
    return list(_POLICIES)


def audited_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names of the columns of an audited model that count."""
    return _NAMES[model]


def is_plain(model: type[models.Model], name: str) -> bool:
    """Tell whether the log may show the values of a field."""
    policy = _POLICIES[model]
    if name in policy.plain or name in policy.many_to_many:
        return True
    field: Any = model._meta.get_field(name)
    if isinstance(field, EncryptedTextField | models.JSONField):
        return False
    is_text = isinstance(field, models.CharField | models.TextField)
    return bool(field.choices) or not is_text


def _field_names(
    model: type[models.Model],
    policy: Audited,
) -> tuple[str, ...]:
    names = []
    for field in model._meta.concrete_fields:
        is_wanted = not policy.only or field.name in policy.only
        is_counted = field.primary_key or field.name in policy.ignored
        if is_wanted and not is_counted:
            names.append(field.name)
    return tuple(names)
