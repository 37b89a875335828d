"""JSON Schemas of the data of events."""

from typing import Any

from notifications.rules.kinds import NotificationKind


def data_schema(kind: NotificationKind) -> dict[str, Any]:
    """Return the JSON Schema of the data of a kind."""
    properties: dict[str, Any] = {}
    required = []
    for field in kind.fields:
        described: dict[str, Any] = {"type": field.type}
        if field.format:
            described["format"] = field.format
        if field.is_required:
            required.append(field.name)
        else:
            described["type"] = [field.type, "null"]
        properties[field.name] = described
    return {
        "type": "object",
        "properties": properties,
        "required": required,
    }
