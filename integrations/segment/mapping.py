"""What calls of Segment and RudderStack mean in ours: identify makes members,
alias joins ids, track, page and screen are events.

Visitors without an account are members of nobody: their events count only
once an identify or alias has said whose they are.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.rules.moments import day_of, read
from integrations.rules.properties import describe
from integrations.rules.rows import MappedRows, Row, first_of, text_of

CALLS = frozenset({"track", "page", "screen", "identify", "alias", "group"})


def map_call(
    call: Mapping[str, Any],
    rows: MappedRows,
    *,
    received_at: datetime,
) -> None:
    """Add what one call means."""
    kind = text_of(call.get("type"))
    user = text_of(call.get("userId"))
    visitor = text_of(call.get("anonymousId"))
    if kind not in CALLS:
        rows.refuse("unknown_call", "type", kind)
    elif not user and not visitor:
        rows.refuse("missing_value", "userId", "")
    elif kind == "identify":
        _map_identify(call, rows, user, visitor)
    elif kind == "alias":
        _map_alias(call, rows, user)
    elif kind == "group":
        rows.ignored["group"] += 1
    else:
        _map_event(call, rows, received_at)


def _map_identify(
    call: Mapping[str, Any],
    rows: MappedRows,
    user: str,
    visitor: str,
) -> None:
    if not user:
        rows.ignored["anonymous"] += 1
        return
    traits = call.get("traits") or {}
    row: Row = {
        "external_id": user,
        "nickname": text_of(first_of(traits, "nickname", "username", "name")),
    }
    if visitor:
        row["alias"] = [visitor]
    joined_on = day_of(first_of(traits, "createdAt", "created_at"))
    if joined_on:
        row["joined_on"] = joined_on
    rows.members.append(row)


def _map_alias(call: Mapping[str, Any], rows: MappedRows, user: str) -> None:
    previous = text_of(call.get("previousId"))
    if not user or not previous:
        rows.refuse("missing_value", "previousId", previous)
        return
    rows.members.append({"external_id": user, "alias": [previous]})


def _map_event(
    call: Mapping[str, Any],
    rows: MappedRows,
    received_at: datetime,
) -> None:
    user = text_of(call.get("userId"))
    kind = text_of(call["type"])
    row: Row = {
        "external_id": text_of(call.get("messageId")),
        "member": user or text_of(call.get("anonymousId")),
        "kind": text_of(call.get("event")) if kind == "track" else kind,
        "occurred_at": true_time(call, received_at),
        **describe(_properties(call)),
    }
    if user:
        rows.members.append({"external_id": user})
    else:
        row["if_known"] = True
    rows.events.append(row)


def _properties(call: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = call.get("properties")
    if isinstance(properties, Mapping):
        return properties
    return {}


def true_time(call: Mapping[str, Any], received_at: datetime) -> str:
    """Return when a call happened, by our clock.

    A client's clock may be wrong, but not in how long it kept the call back.
    """
    received = read(call.get("receivedAt"))
    original = read(call.get("originalTimestamp"))
    if original is None and received is None:
        original = read(call.get("timestamp"))
    sent = read(call.get("sentAt"))
    if original is not None and sent is not None:
        kept_back = sent - original
        return ((received or received_at) - kept_back).isoformat()
    given = first_of(call, "timestamp", "originalTimestamp")
    return text_of(given) or received_at.isoformat()
