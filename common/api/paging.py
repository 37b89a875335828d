"""Pages by a unique key: offsets become slow, and rows with equal values get lost between pages."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions, pagination
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.ordering import (
    Cursor,
    Order,
    bad_cursor,
    beyond,
    cursor_at,
    ordered,
    read_cursor,
    read_order,
    sort_names,
)

PAGE_ROWS = 100
MAX_PAGE_ROWS = 1000
# Counting more would take longer than reading a page.
MOST_COUNTED = 10_000
BIGGEST_ID = 2**63 - 1
LONGEST_CURSOR = 2000
NUMBER = {"type": "integer", "minimum": 1}


class KeysetPagination(pagination.BasePagination):
    """Pages in the order of `sort` and the unique key; page a thousand costs
    what page one costs.

    A page is found by `cursor`, or in the order of the key also by `after`.
    Rows that are added or removed meanwhile move no other row between pages.
    """

    query_parameters = ("after", "count", "cursor", "limit", "sort")

    def paginate_queryset(
        self,
        queryset: Any,
        request: Request,
        view: Any = None,
    ) -> list[Any]:
        self.request = request
        limit = _whole_number(request, "limit", PAGE_ROWS, MAX_PAGE_ROWS)
        place = self._place()
        asked = request.query_params.get("sort", place.order if place else "")
        self.order = read_order(asked, view, queryset)
        if place is not None and place.order != self.order.name:
            raise bad_cursor()
        self.counted = _counted(request, queryset)
        self._read(queryset, place, limit)
        return self.rows

    def _place(self) -> Cursor | None:
        """Return the place from which the page goes on; None: the beginning."""
        asked = self.request.query_params
        if "cursor" in asked:
            text = asked["cursor"]
            if "after" in asked or len(text) > LONGEST_CURSOR:
                raise bad_cursor()
            return read_cursor(text)
        if "after" not in asked:
            return None
        if "sort" in asked:
            message = _("With “sort” a page is found by “cursor”.")
            raise exceptions.ValidationError({"after": [message]})
        key = _whole_number(self.request, "after", 0, BIGGEST_ID)
        return Cursor("", is_backward=False, key=key, value=None)

    def _read(
        self,
        queryset: QuerySet[Any],
        place: Cursor | None,
        limit: int,
    ) -> None:
        is_backward = place is not None and place.is_backward
        found = ordered(queryset, self.order, is_backward=is_backward)
        if place is not None:
            found = found.filter(beyond(self.order, place))
        rows = list(found[: limit + 1])
        has_more = len(rows) > limit
        self.rows = rows[:limit]
        if is_backward:
            self.rows.reverse()
        self.has_next = is_backward or has_more
        self.has_previous = has_more if is_backward else place is not None

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, **self.links(), **self.counted})

    def links(self) -> dict[str, str | None]:
        """Return the addresses of the neighbouring pages, and the cursor of
        the next one.
        """
        links: dict[str, str | None] = {
            "next": None,
            "next_cursor": None,
            "previous": None,
        }
        if not self.rows:
            return links
        if self.has_next:
            cursor = cursor_at(self.order, self.rows[-1], is_backward=False)
            links["next_cursor"] = cursor
            links["next"] = self._next_address(cursor)
        if self.has_previous:
            cursor = cursor_at(self.order, self.rows[0], is_backward=True)
            links["previous"] = self._address("cursor", cursor)
        return links

    def _next_address(self, cursor: str) -> str:
        """Return the address of the next page; in the order of the key it
        names the key, as it always did.
        """
        if self.order.name:
            return self._address("cursor", cursor)
        return self._address("after", str(_key_at(self.rows[-1], self.order)))

    def _address(self, name: str, value: str) -> str:
        query = self.request.query_params.copy()
        query.pop("after", None)
        query.pop("cursor", None)
        query[name] = value
        address = f"{self.request.path}?{query.urlencode()}"
        return str(self.request.build_absolute_uri(address))

    def get_schema_operation_parameters(
        self,
        view: Any,
    ) -> list[dict[str, Any]]:
        orders: list[str] = []
        for name in sort_names(view):
            orders += [name, f"-{name}"]
        most = {**NUMBER, "maximum": MAX_PAGE_ROWS, "default": PAGE_ROWS}
        return [
            _parameter("after", NUMBER, AFTER),
            _parameter("count", {"type": "boolean"}, COUNT),
            _parameter("cursor", {"type": "string"}, CURSOR),
            _parameter("limit", most, LIMIT),
            _parameter("sort", {"type": "string", "enum": orders}, SORT),
        ]

    def get_paginated_response_schema(
        self,
        schema: dict[str, Any],
    ) -> dict[str, Any]:
        text = {"type": ["string", "null"]}
        address = {**text, "format": "uri"}
        properties = {
            "results": {**schema, "description": "The rows of this page."},
            "next": {**address, "description": NEXT},
            "next_cursor": {**text, "description": NEXT_CURSOR},
            "previous": {**address, "description": PREVIOUS},
        }
        required = list(properties)
        properties["count"] = {"type": "integer", "description": COUNTED}
        properties["count_is_exact"] = {
            "type": "boolean",
            "description": "False: there are more than `count`.",
        }
        return {
            "type": "object",
            "properties": properties,
            "required": required,
        }


AFTER = "Key of the last row seen, in the order of the key. With `sort` use `cursor`."
CURSOR = "`next_cursor` of the page before; `sort` may then be left out."
COUNT = f"Also count the rows of all pages, up to {MOST_COUNTED}."
COUNTED = f"Rows of all pages, at most {MOST_COUNTED}; only with `count=true`."
LIMIT = "Rows of a page."
SORT = (
    "Order of the rows: the field, then the unique key; `-` before it turns "
    "the order round. Rows without a value come last."
)
NEXT = "Address of the next page; null: this is the last one."
NEXT_CURSOR = "The next page's `cursor`; null: this is the last one."
PREVIOUS = "Address of the page before; null: this is the first one."


def _parameter(
    name: str,
    schema: dict[str, Any],
    description: str,
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "schema": schema,
        "description": description,
    }


class AsOfPagination(KeysetPagination):
    """Pages that also give the moment for which the rows are valid, the view's `as_of`."""

    def paginate_queryset(
        self,
        queryset: Any,
        request: Request,
        view: Any = None,
    ) -> list[Any]:
        self.as_of = view.as_of
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data["as_of"] = self.as_of
        return response

    def get_paginated_response_schema(
        self,
        schema: dict[str, Any],
    ) -> dict[str, Any]:
        schema = super().get_paginated_response_schema(schema)
        schema["properties"]["as_of"] = {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "Until when the rows are valid.",
        }
        return {**schema, "required": [*schema["required"], "as_of"]}


def _counted(request: Request, queryset: QuerySet[Any]) -> dict[str, Any]:
    """Return the count of the rows of all pages, if it is asked for.

    Errors: ValidationError.
    """
    asked = request.query_params.get("count", "false")
    if asked not in ("true", "false"):
        message = _("“count” is true or false.")
        raise exceptions.ValidationError({"count": [message]})
    if asked == "false":
        return {}
    found = queryset.order_by()[: MOST_COUNTED + 1].count()
    return {
        "count": min(found, MOST_COUNTED),
        "count_is_exact": found <= MOST_COUNTED,
    }


def _key_at(row: Any, order: Order) -> Any:
    if not isinstance(row, dict):
        return getattr(row, order.key)
    return row["id" if order.key == "pk" else order.key]


def _whole_number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.isdecimal() and len(text) <= 19
    if not is_number or not 1 <= int(text) <= most:
        message = _("“%(name)s” is a whole number from 1 to %(most)s.")
        values = {"name": name, "most": most}
        raise exceptions.ValidationError({name: [message % values]})
    return int(text)
