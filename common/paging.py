"""Pages by a unique key, because offsets grow slow and ties get lost."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions, pagination
from rest_framework.request import Request
from rest_framework.response import Response

PAGE_ROWS = 100
MOST_PAGE_ROWS = 1000
BIGGEST_ID = 2**63 - 1


class KeysetPagination(pagination.BasePagination):
    """Pages by a unique key: `?after=KEY&limit=N`. Page a thousand costs what page one costs."""

    key = "pk"

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.key = getattr(view, "keyset_field", "pk")
        limit = _whole_number(request, "limit", PAGE_ROWS, MOST_PAGE_ROWS)
        after = _whole_number(request, "after", 0, BIGGEST_ID)
        rows = list(queryset.filter(**{f"{self.key}__gt": after}).order_by(self.key)[: limit + 1])
        self.next_key = self._key_of(rows[limit - 1]) if len(rows) > limit else None
        return rows[:limit]

    def _key_of(self, row: Any) -> Any:
        return row["id" if self.key == "pk" else self.key] if isinstance(row, dict) else getattr(row, self.key)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next_url()})

    def _next_url(self) -> str | None:
        if self.next_key is None:
            return None
        query = self.request.query_params.copy()
        query["after"] = str(self.next_key)
        return str(self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}"))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        number = {"type": "integer", "minimum": 1}
        return [
            {"name": "after", "in": "query", "schema": number, "description": "Key of the last row seen."},
            {"name": "limit", "in": "query", "schema": {**number, "maximum": MOST_PAGE_ROWS}},
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        next_page = {"type": ["string", "null"], "format": "uri"}
        properties = {"results": schema, "next": next_page}
        return {"type": "object", "properties": properties, "required": ["results", "next"]}


class AsOfPagination(KeysetPagination):
    """Pages that also say the moment which the rows are as of; the view has it as `as_of`."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        self.as_of = view.as_of
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next_url(), "as_of": self.as_of})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        told = super().get_paginated_response_schema(schema)
        told["properties"]["as_of"] = {"type": ["string", "null"], "format": "date-time"}
        return {**told, "required": [*told["required"], "as_of"]}


def _whole_number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or not 1 <= int(text) <= most:
        message = _("“%(name)s” is a whole number from 1 to %(most)s.") % {"name": name, "most": most}
        raise exceptions.ValidationError({name: [message]})
    return int(text)
