"""The answer to OPTIONS."""

from typing import Any

from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request


class PlainMetadata(SimpleMetadata):
    """The answer to OPTIONS: what the address is and what it reads and writes.

    The fields are in the schema. To list them here too, a row would have to be
    found, which a list that takes PUT does not have.
    """

    def determine_actions(self, request: Request, view: Any) -> dict[str, Any]:
        return {}
