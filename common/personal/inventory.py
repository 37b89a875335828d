"""The declarations of all apps in one table, and which fields they leave out."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from common.personal.declarations import (
    DataClass,
    FieldErasure,
    Records,
)

Model = type[models.Model]
_RECORDS: dict[Model, Records] = {}


class FieldRule(NamedTuple):
    """What is declared of one field."""

    model: Model
    name: str
    kind: DataClass
    records: Records
    erasure: FieldErasure
    is_exported: bool


def add_records(records: Mapping[Model, Records]) -> None:
    """Add what an app declares.

    Errors: ImproperlyConfigured for a model that is declared already.
    """
    twice = [model._meta.label for model in records if model in _RECORDS]
    if twice:
        raise ImproperlyConfigured(f"declared twice: {', '.join(twice)}")
    _RECORDS.update(records)


def all_records() -> dict[Model, Records]:
    """Return the declaration of each model."""
    return dict(_RECORDS)


def records_of(model: Model) -> Records | None:
    """Return the declaration of a model, None if there is none."""
    return _RECORDS.get(model)


def fields_of(model: Model) -> list[str]:
    """Return the names of the stored fields of a model."""
    return [field.name for field in model._meta.local_concrete_fields]


def field_rules() -> Iterator[FieldRule]:
    """Yield what is declared of each field, app by app."""
    for model, records in _RECORDS.items():
        classes = records.classes()
        for name in fields_of(model):
            if name not in classes:
                continue
            kind = classes[name]
            yield FieldRule(
                model,
                name,
                kind,
                records,
                records.erasure_of(name),
                bool(records.about) and kind is not DataClass.SECRET,
            )


def mistakes() -> list[str]:
    """Return what is missing or wrong in the declarations: fields without a
    class, with two of them, or that do not exist.
    """
    found = []
    for model in apps.get_models(include_auto_created=True):
        records = _RECORDS.get(model)
        label = model._meta.label
        if records is None:
            found.append(f"{label} is not declared")
            continue
        found += [f"{label}.{one}" for one in _mistakes_of(model, records)]
    return found


def _mistakes_of(model: Model, records: Records) -> list[str]:
    named: list[str] = []
    for one in DataClass:
        named += getattr(records, one.value).split()
    stored = set(fields_of(model))
    found = [f"{name} has no class" for name in sorted(stored - set(named))]
    extra = {*named, *records.also_emptied.split(), records.marked} - {""}
    extra |= set(records.by_staff.split())
    extra |= {path.partition(".")[0] for path in records.encrypted.split()}
    found += [f"{name} does not exist" for name in sorted(extra - stored)]
    twice = {name for name in named if named.count(name) > 1}
    found += [f"{name} has two classes" for name in sorted(twice)]
    return found
