"""The order of a list: by a declared field and then by the unique key, and a
cursor to a row in it.

Rows without a value come last in both directions.
"""

from datetime import date
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions

SALT = "kocops.api.cursor"


class Order(NamedTuple):
    """What a list is ordered by.

    name: as it was asked for, "-" first if it descends; empty: the key alone ·
    path: the field, "" for the key alone · key: the unique key ·
    is_nullable: whether rows may have no value there.
    """

    name: str
    path: str
    key: str
    is_nullable: bool = False

    @property
    def is_descending(self) -> bool:
        return self.name.startswith("-")


class Cursor(NamedTuple):
    """A place beside a row: after it, or before it if `is_backward`."""

    order: str
    is_backward: bool
    key: int
    value: Any


def sort_names(view: Any) -> dict[str, str]:
    """Return the fields by which a list can be sorted, each with its path; the
    key is always one of them, with an empty path.
    """
    key = key_of(view)
    names = {"id" if key == "pk" else key: ""}
    declared = getattr(view, "sort_fields", ())
    if not isinstance(declared, dict):
        declared = dict(zip(declared, declared, strict=True))
    return names | declared


def key_of(view: Any) -> str:
    """Return the unique key by which a list is paged."""
    return str(getattr(view, "keyset_field", "pk"))


def read_order(name: str, view: Any, queryset: QuerySet[Any]) -> Order:
    """Return the order that a parameter asks for, that of the key for "".

    Errors: ValidationError if the list cannot be sorted by it.
    """
    key = key_of(view)
    if not name:
        return Order("", "", key)
    names = sort_names(view)
    field = name.removeprefix("-")
    if field not in names:
        message = _(
            "“%(name)s” is none of the fields to sort by: %(names)s. With - "
            "before it, the order is turned round.",
        )
        values = {"name": name[:60], "names": ", ".join(names)}
        raise exceptions.ValidationError({"sort": [message % values]})
    path = names[field]
    if not path:
        return Order(name, "", key)
    return Order(name, path, key, _may_be_null(queryset, path))


def _fields_of(queryset: QuerySet[Any], path: str) -> list[Any]:
    """Return the model fields along a path; for an annotation, its output."""
    annotation = queryset.query.annotations.get(path)
    if annotation is not None:
        return [annotation.output_field]
    fields: list[Any] = []
    model = queryset.model
    for name in path.split("__"):
        fields.append(model._meta.get_field(name))
        model = fields[-1].related_model
    return fields


def _may_be_null(queryset: QuerySet[Any], path: str) -> bool:
    if path in queryset.query.annotations:
        return True
    return any(field.null for field in _fields_of(queryset, path))


def ordered(
    queryset: QuerySet[Any],
    order: Order,
    *,
    is_backward: bool,
) -> QuerySet[Any]:
    """Return the rows in this order, or in the opposite one if `is_backward`."""
    descends = order.is_descending != is_backward
    sign = "-" if descends else ""
    if not order.path:
        return queryset.order_by(f"{sign}{order.key}")
    nulls: dict[str, Any] = {}
    if order.is_nullable:
        nulls = {"nulls_first" if is_backward else "nulls_last": True}
    field = F(order.path)
    by_field = field.desc(**nulls) if descends else field.asc(**nulls)
    return queryset.order_by(by_field, f"{sign}{order.key}")


def beyond(order: Order, cursor: Cursor) -> Q:
    """Return the condition of the rows beyond the cursor, in its direction."""
    descends = order.is_descending != cursor.is_backward
    sign = "lt" if descends else "gt"
    later_key = Q(**{f"{order.key}__{sign}": cursor.key})
    if not order.path:
        return later_key
    has_none = Q(**{f"{order.path}__isnull": True})
    if cursor.value is None:
        rest = has_none & later_key
        return rest | ~has_none if cursor.is_backward else rest
    # Not `a > x or (a = x and key > k)`: the first condition alone lets an
    # index begin at the cursor.
    not_before = Q(**{f"{order.path}__{sign}e": cursor.value})
    later = Q(**{f"{order.path}__{sign}": cursor.value})
    rest = not_before & (later | later_key)
    if order.is_nullable and not cursor.is_backward:
        return rest | has_none
    return rest


def cursor_at(order: Order, row: Any, *, is_backward: bool) -> str:
    """Return a cursor to a row, as a text that only we can make."""
    value = _value_at(row, order.path) if order.path else None
    if isinstance(value, date):
        value = value.isoformat()
    key = int(_value_at(row, order.key))
    return signing.dumps([order.name, is_backward, key, value], salt=SALT)


def _value_at(row: Any, path: str) -> Any:
    if isinstance(row, dict):
        return row["id" if path == "pk" else path]
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def read_cursor(text: str) -> Cursor:
    """Return the cursor that a text stands for.

    Errors: ValidationError if it is none of ours.
    """
    try:
        return Cursor(*signing.loads(text, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise bad_cursor() from error


def bad_cursor() -> exceptions.ValidationError:
    message = _(
        "This is no cursor of this list and order. Take “next_cursor” of the "
        "last answer, with the same “sort”, or begin without a cursor.",
    )
    return exceptions.ValidationError({"cursor": [message]})
