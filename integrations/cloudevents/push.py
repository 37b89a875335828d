"""CloudEvents at the address of a connection; every request carries its secret."""

import json
from datetime import datetime

from common.rules.strict_json import parse_json
from integrations.cloudevents.mapping import events_of, key_of, map_event
from integrations.rules.pushing import Accepted, Delivered, DeliveryRefusal
from integrations.rules.rows import MappedRows
from integrations.rules.signatures import given_key, is_same


def receive(delivered: Delivered) -> Accepted:
    """Return the events of a request, each under its source and id.

    Errors: Refusal.
    """
    key = given_key(delivered.headers)
    if not is_same(key, delivered.secrets.get("hook_secret", "")):
        raise DeliveryRefusal(401, "wrong_key")
    content_type = delivered.headers.get("content-type", "")
    events = events_of(content_type, delivered.headers, delivered.body)
    deliveries = []
    for event in events:
        text = json.dumps(event, ensure_ascii=False)
        deliveries.append((key_of(event), event["type"], text))
    return Accepted(deliveries)


def map_delivery(
    kind: str,
    body: str,
    received_at: datetime,
    rows: MappedRows,
) -> None:
    """Add what a stored event means."""
    map_event(parse_json(body), rows, received_at=received_at.isoformat())
