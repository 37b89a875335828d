"""神策's receiving address: `data` or `data_list`, packed as its clients do."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from common.rules.strict_json import parse_json
from integrations.rules.bodies import (
    UNPACKED_BYTES,
    UNPROVED_BYTES,
    from_base64,
    unpack,
)
from integrations.rules.pushing import (
    Accepted,
    Delivered,
    DeliveryRefusal,
    parse_any,
)
from integrations.rules.rows import MappedRows, text_of
from integrations.rules.signatures import given_key, is_same
from integrations.sensors.mapping import line_id, map_line

MOST_LINES = 2500
MOST_FIELDS = 100


def receive(delivered: Delivered) -> Accepted:
    """Return the lines of a request. Errors: Refusal."""
    key = delivered.query.get("token") or given_key(delivered.headers)
    if key:
        _check_key(delivered, key)
    lines = _lines(delivered, is_proved=bool(key))
    deliveries = []
    for line in lines:
        line.pop("token", None)
        text = json.dumps(line, ensure_ascii=False)
        deliveries.append((line_id(line), text_of(line.get("type")), text))
    return Accepted(deliveries)


def _check_key(delivered: Delivered, key: str) -> None:
    if not is_same(key, delivered.secrets.get("hook_secret", "")):
        raise DeliveryRefusal(401, "wrong_key")


def _lines(delivered: Delivered, *, is_proved: bool) -> list[dict[str, Any]]:
    """Return the lines of a request; if nothing has proved yet whose it is,
    the first line must, and little is read for it.
    """
    most = UNPACKED_BYTES if is_proved else UNPROVED_BYTES
    text = _packed(delivered)
    if text is None:
        lines = _plain_lines(delivered, most)
        found = [parse_any(line) for line in lines[:1]]
    else:
        lines = []
        found = _listed(parse_any(_unpacked(text, most)))
    if len(lines) > MOST_LINES or len(found) > MOST_LINES:
        raise DeliveryRefusal(413, "too_large")
    if not is_proved:
        _check_first(delivered, found)
    found += [parse_any(line) for line in lines[1:]]
    for line in found:
        if not isinstance(line, dict):
            raise DeliveryRefusal(400, "not_an_object")
    return found


def _check_first(delivered: Delivered, found: list[Any]) -> None:
    first = found[0] if found else None
    token = first.get("token") if isinstance(first, dict) else None
    _check_key(delivered, text_of(token))


def _plain_lines(delivered: Delivered, most: int) -> list[str]:
    """Return the JSON lines of a body that is no form."""
    text = _text(unpack(delivered.body, most))
    return [line for line in text.splitlines() if line.strip()]


def _packed(delivered: Delivered) -> str | None:
    """Return the packed part of a form or of the address, None if there is none."""
    values = dict(delivered.query)
    if "x-www-form-urlencoded" in delivered.headers.get("content-type", ""):
        for name, texts in _form(delivered).items():
            values[name] = texts[0]
    return values.get("data_list") or values.get("data")


def _form(delivered: Delivered) -> dict[str, list[str]]:
    try:
        return parse_qs(delivered.text(), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise DeliveryRefusal(400, "bad_form") from error


def _unpacked(text: str, most: int) -> str:
    return _text(unpack(from_base64(text), most))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeliveryRefusal(400, "not_utf8") from error


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value]


def map_delivery(
    kind: str,
    body: str,
    received_at: datetime,
    rows: MappedRows,
) -> None:
    """Add what a stored line means."""
    map_line(parse_json(body), rows)
