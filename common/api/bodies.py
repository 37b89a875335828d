"""How the schema describes bodies of many rows."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from common.api.parsing import NDJSON

SOURCE_OF_LINES = OpenApiParameter(
    "source",
    str,
    description="The source of the rows, for a body of NDJSON; a JSON body "
    "names it itself.",
)
_LINES = {
    "type": "string",
    "description": "One row a line, each an object as in the list of the JSON "
    "body. A line that cannot be read is rejected alone.",
}


def bulk_body(body: type[serializers.Serializer]) -> dict[str, Any]:
    """Return the request of an operation that takes JSON or NDJSON."""
    return {"application/json": body, NDJSON: _LINES}
