"""What a receiver of deliveries gets and gives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from common.rules.strict_json import parse_json


class DeliveryRefusal(Exception):
    """A delivery that is not stored: the HTTP status and a code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Delivered:
    """A request as it came: names of headers and of the query in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    secrets: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the body as text. Errors: Refusal if it is not UTF-8."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DeliveryRefusal(400, "not_utf8") from error

    def parse(self, text: str) -> dict[str, Any]:
        """Return the object of a JSON text. Errors: Refusal if it is none."""
        found = parse_any(text)
        if not isinstance(found, dict):
            raise DeliveryRefusal(400, "not_an_object")
        return found


def parse_any(text: str) -> Any:
    """Return the value of a JSON text. Errors: Refusal if it is none."""
    try:
        return parse_json(text)
    except ValueError as error:
        raise DeliveryRefusal(400, "not_json") from error


def parse_whole(text: str) -> Any:
    """Return the value of a JSON text that holds whole characters only.

    Errors: Refusal if it is none, or escapes a half of a surrogate pair.
    """
    found = parse_any(text)
    if "\\u" in text:
        try:
            json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise DeliveryRefusal(400, "half_character") from error
    return found


class Accepted(NamedTuple):
    """Deliveries to store, each with key ("" for none: a hash of the body),
    kind and body; what is answered; and whether the platform is to be asked
    at once for what changed.
    """

    deliveries: list[tuple[str, str, str]]
    answer: str = '{"success": true}'
    content_type: str = "application/json"
    starts_pull: bool = False
