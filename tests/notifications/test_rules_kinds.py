"""Every kind is named, and its schema is one."""

import pytest
from jsonschema import Draft202012Validator

from notifications.labels import AUDIENCE_LABELS, KIND_LABELS
from notifications.models.notifications import Notification
from notifications.rules.kinds import (
    KINDS,
    Audience,
    NotificationKind,
    Urgency,
    kind_of,
    urgency_of,
)
from notifications.rules.schemas import data_schema


def test_every_kind_and_audience_has_its_words() -> None:
    assert list(KINDS) == list(KIND_LABELS)
    assert set(AUDIENCE_LABELS) == set(Audience)
    assert set(Notification.Reason.values) == set(Audience)
    for name, kind in KINDS.items():
        has_own = bool(KIND_LABELS[name].title_outside)
        assert kind.names_member == has_own, name


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_schema_refuses_what_lacks_a_required_value(
    kind: NotificationKind,
) -> None:
    schema = data_schema(kind)
    Draft202012Validator.check_schema(schema)
    required = schema["required"]
    assert Draft202012Validator(schema).is_valid({}) == (not required)


def test_severity_makes_an_alert_critical() -> None:
    raised = kind_of("alert.raised")
    assert urgency_of(raised, {"severity": "critical"}) == Urgency.CRITICAL
    assert urgency_of(raised, {"severity": "high"}) == Urgency.NORMAL
    assert urgency_of(kind_of("alert.escalated"), {}) == Urgency.CRITICAL
