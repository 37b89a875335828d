"""Segment's and RudderStack's HTTP interface, of which we are the receiver."""

import json
from datetime import datetime
from typing import Any

from common.rules.strict_json import parse_json
from integrations.rules.bodies import UNPACKED_BYTES, UNPROVED_BYTES, unpack
from integrations.rules.pushing import (
    Accepted,
    Delivered,
    DeliveryRefusal,
    parse_any,
)
from integrations.rules.rows import MappedRows, text_of
from integrations.rules.signatures import given_key, is_same
from integrations.segment.mapping import CALLS, map_call

# What a batch says for all of its calls.
SHARED = ("sentAt", "receivedAt")
MOST_CALLS = 2500
MOMENT_LENGTH = 64


def receive(delivered: Delivered) -> Accepted:
    """Return the calls of a request, each under its message id. Errors: Refusal."""
    key = given_key(delivered.headers)
    if key:
        _check_key(delivered, key)
        body = _body(delivered, UNPACKED_BYTES)
    else:
        body = _body(delivered, UNPROVED_BYTES)
        _check_key(delivered, text_of(body.get("writeKey")))
    deliveries = []
    for call in _calls(delivered, body):
        message_id = text_of(call.get("messageId"))
        text = json.dumps(call, ensure_ascii=False)
        kind = text_of(call.get("type"))
        deliveries.append((message_id and f"id:{message_id}", kind, text))
    return Accepted(deliveries)


def _check_key(delivered: Delivered, key: str) -> None:
    if not is_same(key, delivered.secrets.get("hook_secret", "")):
        raise DeliveryRefusal(401, "wrong_key")


def _body(delivered: Delivered, most: int) -> dict[str, Any]:
    try:
        text = unpack(delivered.body, most).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeliveryRefusal(400, "not_utf8") from error
    body = parse_any(text)
    if not isinstance(body, dict):
        raise DeliveryRefusal(400, "not_an_object")
    return body


def _calls(delivered: Delivered, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls of a batch, or the one whose type the address names."""
    if "batch" not in body:
        ending = delivered.path.strip("/").rpartition("/")[2]
        one = {**body}
        one.pop("writeKey", None)
        if ending in CALLS:
            one["type"] = ending
        return [one]
    batch = body["batch"]
    if not isinstance(batch, list) or len(batch) > MOST_CALLS:
        raise DeliveryRefusal(400, "bad_batch")
    shared = _shared(body)
    calls = []
    for call in batch:
        if not isinstance(call, dict):
            raise DeliveryRefusal(400, "bad_batch")
        calls.append({**shared, **call})
    return calls


def _shared(body: dict[str, Any]) -> dict[str, str]:
    """Return what a batch says for all of its calls, as far as it may be a moment."""
    found = {}
    for name in SHARED:
        value = body.get(name)
        if isinstance(value, str) and len(value) <= MOMENT_LENGTH:
            found[name] = value
    return found


def map_delivery(
    kind: str,
    body: str,
    received_at: datetime,
    rows: MappedRows,
) -> None:
    """Add what a stored call means."""
    map_call(parse_json(body), rows, received_at=received_at)
