"""What lines of 神策 mean in ours: track is an event, profile_set names a
member, track_signup and bindings join ids.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from integrations.rules.moments import from_milliseconds
from integrations.rules.properties import describe
from integrations.rules.rows import MappedRows, Row, first_of, text_of

LOGIN = "$identity_login_id"
PROFILES = frozenset({"profile_set", "profile_set_once"})
BINDINGS = frozenset({"track_id_bind", "track_signup"})
NAMES = ("nickname", "$name", "name")


def map_line(line: Mapping[str, Any], rows: MappedRows) -> None:
    """Add what one line means."""
    kind = text_of(line.get("type"))
    if kind == "track":
        _map_track(line, rows)
    elif kind in BINDINGS:
        _map_binding(line, rows)
    elif kind in PROFILES:
        _map_profile(line, rows)
    elif kind.startswith(("profile_", "item_")) or kind == "track_id_unbind":
        rows.ignored[kind] += 1
    else:
        rows.refuse("unknown_line", "type", kind)


def _properties(line: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = line.get("properties")
    if isinstance(properties, Mapping):
        return properties
    return {}


def _identities(line: Mapping[str, Any]) -> dict[str, str]:
    identities = line.get("identities")
    if not isinstance(identities, Mapping):
        return {}
    return {
        name: text_of(value) for name, value in identities.items() if value
    }


def account_of(line: Mapping[str, Any]) -> str:
    """Return the account that a line belongs to, "" for a visitor."""
    if line.get("login_id"):
        return text_of(line["login_id"])
    login = _identities(line).get(LOGIN, "")
    if login:
        return login
    is_login = _properties(line).get("$is_login_id") is True
    return text_of(line.get("distinct_id")) if is_login else ""


def _map_track(line: Mapping[str, Any], rows: MappedRows) -> None:
    account = account_of(line)
    member = account or text_of(line.get("distinct_id"))
    if not member or not line.get("event"):
        rows.refuse("missing_value", "distinct_id", member)
        return
    row: Row = {
        "external_id": line_id(line),
        "member": member,
        "kind": text_of(line["event"]),
        "occurred_at": from_milliseconds(line.get("time")),
        **describe(_own_properties(line)),
    }
    if account:
        rows.members.append({"external_id": account})
    else:
        row["if_known"] = True
    rows.events.append(row)


def _own_properties(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the properties that the brand defined, and the page's address."""
    found = {}
    for name, value in _properties(line).items():
        if not name.startswith("$"):
            found[name] = value
    address = _properties(line).get("$url")
    return {**found, "url": address} if address else found


def line_id(line: Mapping[str, Any]) -> str:
    """Return an id of a line made of all that it says: the same line sent
    again is the same event.
    """
    kept = {name: value for name, value in line.items() if name != "lib"}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=16)
    return "s:" + digest.hexdigest()


def _map_binding(line: Mapping[str, Any], rows: MappedRows) -> None:
    identities = _identities(line)
    account = identities.pop(LOGIN, "") or text_of(line.get("distinct_id"))
    others = list(identities.values())
    original = text_of(first_of(line, "original_id", "anonymous_id"))
    if original:
        others.append(original)
    others = [one for one in others if one != account]
    if not account or not others:
        rows.refuse("missing_value", "original_id", original)
        return
    rows.members.append({"external_id": account, "alias": others})


def _map_profile(line: Mapping[str, Any], rows: MappedRows) -> None:
    account = account_of(line)
    if not account:
        rows.ignored["anonymous"] += 1
        return
    name = text_of(first_of(_properties(line), *NAMES))
    rows.members.append({"external_id": account, "nickname": name})
