"""Which columns of its rows a request wants (`fields`), and which related rows
besides (`expand`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers
from rest_framework.request import Request

EXPANDED = "expanded"
READING_ACTIONS = frozenset({"list", "retrieve"})


@dataclass(frozen=True)
class Relation:
    """Rows that `expand` adds to a row.

    serializer: how they are shown · source: where the row has them · many:
    whether there are several · select and prefetch: how they are read with a
    fixed number of queries.
    """

    serializer: type[serializers.Serializer]
    source: str
    many: bool = False
    select: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()

    def field(self, name: str) -> serializers.BaseSerializer:
        source = None if self.source == name else self.source
        return self.serializer(source=source, many=self.many, read_only=True)


class Columns(NamedTuple):
    """What a request wants of each row; None: all of its own columns."""

    fields: frozenset[str] | None = None
    expand: tuple[str, ...] = ()


class RowSerializer(serializers.ModelSerializer):
    """Rows of a list, with the columns and related rows that were asked for.

    `Meta.expand` declares the related rows, each a Relation; they come in
    `expanded`. `Meta.always` is the column that every row has, `id` if it is
    not declared.
    """

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        wanted = self._wanted()
        if wanted is None:
            return {**fields, **self._expanded(self.relations())}
        if wanted.fields is not None:
            kept = {self.always(), *wanted.fields}
            fields = {name: fields[name] for name in fields if name in kept}
        return {**fields, **self._expanded(wanted.expand)}

    def _wanted(self) -> Columns | None:
        """Return what the request wants of these rows; None: this describes
        them for the schema.
        """
        view = self.context.get("view")
        if getattr(view, "swagger_fake_view", False):
            return None
        parent = self.parent
        if isinstance(parent, serializers.ListSerializer):
            parent = parent.parent
        if parent is not None:
            return Columns()
        wanted: Columns = self.context.get("columns", Columns())
        return wanted

    def _expanded(self, names: Iterable[str]) -> dict[str, Any]:
        chosen = tuple(names)
        if not chosen:
            return {}
        kind = _expanded_serializer(type(self), chosen)
        return {EXPANDED: kind(source="*", read_only=True)}

    @classmethod
    def relations(cls) -> Mapping[str, Relation]:
        return getattr(cls.Meta, "expand", {})

    @classmethod
    def always(cls) -> str:
        return getattr(cls.Meta, "always", "id")

    @classmethod
    @cache
    def column_names(cls) -> tuple[str, ...]:
        """Return every column that a row can have."""
        own: Any = cls(context={"columns": Columns()})
        return tuple(own.fields)


@cache
def _expanded_serializer(
    kind: type[RowSerializer],
    names: tuple[str, ...],
) -> type[serializers.Serializer]:
    """Return the serializer of `expanded`; the same one for the same names, as
    the schema wants it.
    """
    relations = kind.relations()
    fields: dict[str, Any] = {
        name: relations[name].field(name) for name in names
    }
    name = f"{kind.__name__.removesuffix('Serializer')}ExpandedSerializer"
    return type(name, (serializers.Serializer,), fields)


class ChosenColumns:
    """A view whose rows have the columns and related rows that a request wants."""

    def columns(self) -> Columns:
        """Return what the request wants. Errors: ValidationError for unknown names."""
        if getattr(self, "action", "") not in READING_ACTIONS:
            return Columns()
        kind = self.get_serializer_class()  # type: ignore[attr-defined]
        request: Request = self.request  # type: ignore[attr-defined]
        fields = _names_in(request, "fields", kind.column_names())
        expand = _names_in(request, "expand", kind.relations())
        return Columns(
            None if fields is None else frozenset(fields),
            tuple(expand or ()),
        )

    def get_serializer_context(self) -> dict[str, Any]:
        context: dict[str, Any] = super().get_serializer_context()  # type: ignore[misc]
        if not getattr(self, "swagger_fake_view", False):
            context["columns"] = self.columns()
        return context

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)  # type: ignore[misc]
        relations = self.get_serializer_class().relations()  # type: ignore[attr-defined]
        for name in self.columns().expand:
            relation = relations[name]
            if relation.select:
                rows = rows.select_related(*relation.select)
            rows = rows.prefetch_related(*relation.prefetch)
        return rows

    def column_parameter_names(self) -> frozenset[str]:
        """Return which of `fields` and `expand` the view's rows have."""
        kind = self.get_serializer_class()  # type: ignore[attr-defined]
        if not issubclass(kind, RowSerializer):
            return frozenset()
        names = ("fields", "expand") if kind.relations() else ("fields",)
        return frozenset(names)

    def column_parameters(self) -> list[OpenApiParameter]:
        """Return `fields` and `expand` as the schema describes them, where the
        view's rows have them.
        """
        kind = self.get_serializer_class()  # type: ignore[attr-defined]
        if not issubclass(kind, RowSerializer):
            return []
        parameters = [_described("fields", FIELDS, kind.column_names())]
        if kind.relations():
            parameters.append(_described("expand", EXPAND, kind.relations()))
        return parameters


FIELDS = (
    "Only these columns, separated by commas or the parameter repeated; the "
    "key is always there."
)
EXPAND = "Related rows that come with each row, in `expanded`."


def _described(
    name: str,
    description: str,
    values: Iterable[str],
) -> OpenApiParameter:
    schema = {
        "type": "array",
        "items": {"type": "string", "enum": list(values)},
    }
    return OpenApiParameter(name, schema, description=description)


def _names_in(
    request: Request,
    parameter: str,
    known: Iterable[str],
) -> list[str] | None:
    """Return the names that a parameter lists, each once; None: it was not given."""
    texts = request.query_params.getlist(parameter)
    if not texts:
        return None
    names = list(dict.fromkeys(",".join(texts).split(",")))
    unknown = [name[:60] for name in names if name not in known]
    if unknown:
        message = _("Not known here: %(unknown)s. Known are: %(known)s.")
        values = {
            "unknown": ", ".join(unknown[:10]),
            "known": ", ".join(known),
        }
        raise exceptions.ValidationError({parameter: [message % values]})
    return names
