"""The stored rows that are about a person, as the inventory declares them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from common.audit.values import plain_value
from common.personal.declarations import DataClass, OnErasure, Records
from common.personal.inventory import Model, all_records, fields_of

NAMING = (DataClass.PERSONAL, DataClass.SENSITIVE)


class PersonalRows(NamedTuple):
    """How many rows of a model are about a person, and what erasing does with them."""

    model: Model
    label: str
    rows: int
    on_erasure: OnErasure
    emptied: list[str]


def rows_about(
    model: Model,
    records: Records,
    numbers: list[int],
) -> QuerySet[Any]:
    """Return the rows of a model that are about these members."""
    about = Q()
    for path in records.about:
        about |= Q(**{f"{path}__in": numbers})
    return model._base_manager.filter(about).order_by()


def personal_rows(numbers: list[int]) -> list[PersonalRows]:
    """Return what is stored of a person, model by model; models without a row
    are left out.
    """
    found = []
    for model, records in all_records().items():
        if not records.about:
            continue
        count = rows_about(model, records, numbers).count()
        if count:
            emptied = [
                str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                for name in emptied_fields(model, records)
                if model._meta.get_field(name).editable  # type: ignore[union-attr]
            ]
            label = str(model._meta.verbose_name_plural)
            row = PersonalRows(
                model, label, count, records.on_erasure, emptied
            )
            found.append(row)
    return found


def emptied_fields(model: Model, records: Records) -> list[str]:
    """Return the fields that are emptied when the person of a row is erased."""
    if records.on_erasure is OnErasure.DELETE:
        return []
    return [
        name
        for name in fields_of(model)
        if records.erasure_of(name) in ("emptied", "pseudonym")
    ]


def export_person(numbers: list[int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every stored row about a person with the name of its model; secrets
    are left out, encrypted values are readable.

    Of a row that is about somebody else as well, such as an undone merge, what
    names or describes them is left out.
    """
    for model, records in all_records().items():
        if not records.about:
            continue
        classes = records.classes()
        names = [
            name
            for name in fields_of(model)
            if classes[name] is not DataClass.SECRET
        ]
        rows = rows_about(model, records, numbers).order_by("pk")
        shared = set(_about_others(rows, records, numbers))
        for row in rows.values("pk", *names).iterator(chunk_size=1000):
            shown = {}
            for name in names:
                if row["pk"] in shared and classes[name] in NAMING:
                    continue
                shown[name] = _exported(row[name])
            yield model._meta.label, shown


def _about_others(
    rows: QuerySet[Any],
    records: Records,
    numbers: list[int],
) -> Iterator[Any]:
    """Yield the keys of rows that are about somebody who is not of `numbers`."""
    if len(records.about) == 1:
        return
    for key, *people in rows.values_list("pk", *records.about):
        if any(one not in numbers for one in people if one is not None):
            yield key


def _exported(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return plain_value(value)
