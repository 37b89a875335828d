"""The words of a notification, in the language that is active."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime

from common.calendar import business_zone
from common.models import DomainEvent
from notifications.labels import (
    CODED_FIELDS,
    FIELD_LABELS,
    VALUE_LABELS,
    kind_label,
)
from notifications.rules.kinds import kind_of


class NotificationText(NamedTuple):
    """The title of a notification, and the lines below it."""

    title: str
    lines: list[str]


def words_of(event: DomainEvent, subject: str) -> NotificationText:
    """Return the words of an event for colleagues who are logged in."""
    label = kind_label(event.kind)
    title = str(label.title) % {"subject": subject or f"#{event.subject_id}"}
    return NotificationText(title, lines_of(event.data, event.kind))


def words_outside(event: DomainEvent, subject: str) -> NotificationText:
    """Return the words of an event for mail and robots: they name no member."""
    words = words_of(event, subject)
    outside = str(kind_label(event.kind).title_outside)
    return words._replace(title=outside) if outside else words


def lines_of(data: Mapping[str, Any], kind: str) -> list[str]:
    """Return one line for each value of the data that has a label."""
    lines = []
    for field in kind_of(kind).fields:
        label = FIELD_LABELS.get(field.name)
        value = data.get(field.name)
        if label is None or value in (None, ""):
            continue
        if field.name not in CODED_FIELDS or value in VALUE_LABELS:
            lines.append(f"{label}: {_shown(value)}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, int | float):
        return formats.number_format(value, 0, use_l10n=True)
    text = str(value)
    moment = parse_datetime(text) if "T" in text else None
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        local = moment.astimezone(business_zone())
        return local.strftime("%Y-%m-%d %H:%M")
    return str(VALUE_LABELS.get(text, text))
