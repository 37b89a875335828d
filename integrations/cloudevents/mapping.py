"""CloudEvents 1.0: from a request to events, and from events to our rows."""

import base64
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote_to_bytes

from integrations.rules.moments import read
from integrations.rules.properties import describe
from integrations.rules.pushing import DeliveryRefusal, parse_whole
from integrations.rules.rows import MappedRows, Row, first_of, text_of

STRUCTURED = "application/cloudevents"
BATCHED = "application/cloudevents-batch"
REQUIRED = ("id", "source", "specversion", "type")
ID_LENGTH = 128
MEMBER_NAMES = ("member", "member_id", "user_id", "userId")
_ATTRIBUTE = re.compile(r"[a-z0-9]+")


def events_of(
    content_type: str,
    headers: Mapping[str, str],
    body: bytes,
) -> list[dict[str, Any]]:
    """Return the events of a request: batched, structured or binary, as its
    content type says. Errors: Refusal.
    """
    plain = content_type.partition(";")[0].strip().lower()
    if not plain.startswith(STRUCTURED):
        return [_binary(plain, headers, body)]
    if not plain.endswith("+json"):
        raise DeliveryRefusal(415, "unknown_format")
    found = parse_whole(_text(body))
    is_batch = plain.startswith(BATCHED)
    events = found if is_batch else [found]
    if not isinstance(events, list):
        raise DeliveryRefusal(400, "not_a_list")
    for event in events:
        if not isinstance(event, dict):
            raise DeliveryRefusal(400, "not_an_object")
        check(event)
    return events


def check(event: Mapping[str, Any]) -> None:
    """Raise Refusal unless an event has all that CloudEvents requires."""
    for name in REQUIRED:
        if not isinstance(event.get(name), str) or not event[name]:
            raise DeliveryRefusal(400, f"missing_{name}")
    if event["specversion"] != "1.0":
        raise DeliveryRefusal(400, "unknown_specversion")
    if "data" in event and "data_base64" in event:
        raise DeliveryRefusal(400, "data_twice")
    for name in event:
        if name != "data_base64" and not _ATTRIBUTE.fullmatch(name):
            raise DeliveryRefusal(400, "bad_attribute")
    _check_base64(event)
    if event.get("time") and read(str(event["time"]).upper()) is None:
        raise DeliveryRefusal(400, "bad_time")


def _check_base64(event: Mapping[str, Any]) -> None:
    if "data_base64" not in event:
        return
    value = event["data_base64"]
    if not isinstance(value, str) or not value.isascii():
        raise DeliveryRefusal(400, "bad_base64")
    _value_of_base64(value)


def _binary(
    content_type: str,
    headers: Mapping[str, str],
    body: bytes,
) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for name, value in headers.items():
        if name.startswith("ce-"):
            event[name.removeprefix("ce-")] = _header_value(value)
    if not event:
        raise DeliveryRefusal(415, "no_cloudevent")
    if content_type:
        event["datacontenttype"] = content_type
    if body and content_type.endswith("json"):
        event["data"] = parse_whole(_text(body))
    check(event)
    return event


def _header_value(value: str) -> str:
    """Return a header's value without percent-encoding and outer quotes."""
    text = value.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeliveryRefusal(400, "bad_header") from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeliveryRefusal(400, "not_utf8") from error


def key_of(event: Mapping[str, Any]) -> str:
    """Return the key of an event: its source and id together."""
    key = f"{event['source']}#{event['id']}"
    if len(key) <= ID_LENGTH and key.isprintable():
        return key
    return (
        "ce:"
        + blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
    )


def map_event(
    event: Mapping[str, Any],
    rows: MappedRows,
    *,
    received_at: str,
) -> None:
    """Add the row of an event; its member is `data.member`, else its subject."""
    data = _data(event)
    member = text_of(first_of(data, *MEMBER_NAMES) or event.get("subject"))
    row: Row = {
        "external_id": key_of(event),
        "member": member,
        "kind": text_of(event["type"]),
        "occurred_at": text_of(event.get("time")) or received_at,
        **describe(data),
    }
    if isinstance(data.get("quantity"), int):
        row["quantity"] = data["quantity"]
    rows.events.append(row)


def _data(event: Mapping[str, Any]) -> Mapping[str, Any]:
    data = event.get("data")
    if "data_base64" in event:
        data = _value_of_base64(str(event["data_base64"]))
    return data if isinstance(data, Mapping) else {}


def _value_of_base64(encoded: str) -> Any:
    """Return the value of JSON in base64, None for anything else.

    Errors: Refusal for a half of a character in it.
    """
    try:
        text = base64.b64decode(encoded).decode("utf-8")
        return parse_whole(text)
    except ValueError:
        return None
    except DeliveryRefusal as refusal:
        if refusal.code == "half_character":
            raise
        return None
