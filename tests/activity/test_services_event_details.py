"""What events were about is kept beside them."""

from typing import Any

import pytest

from activity.models import ActivityEvent, EventDetail
from tests.activity.events import ingest
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
VIEW = {
    "member": "u1",
    "occurred_at": "2026-05-01T10:00:00+08:00",
    "kind": "view",
}


def test_an_event_keeps_its_object_and_properties() -> None:
    source = EventSourceFactory()
    properties = {"from": "push", "seconds": 12.5, "is_first": True}
    about = {
        **VIEW,
        "object_type": "活动",
        "object_id": "a7",
        "properties": properties,
    }
    ingest(source, [about, VIEW])
    assert ActivityEvent.objects.count() == 2
    detail = EventDetail.objects.about("activity", "a7").get()
    assert detail.properties == properties
    _batch, again = ingest(source, [VIEW, about])
    assert again.duplicate == 2
    assert EventDetail.objects.count() == 1


def test_equal_events_about_different_objects_are_different() -> None:
    source = EventSourceFactory()
    first = {**VIEW, "object_type": "post", "object_id": "p1"}
    second = {**VIEW, "object_type": "post", "object_id": "p2"}
    assert ingest(source, [first])[1].accepted == 1
    assert ingest(source, [second, first])[1].accepted == 1
    assert EventDetail.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "code", "column"),
    [
        (
            {"object_type": "shoe", "object_id": "1"},
            "unknown_object_type",
            "object_type",
        ),
        ({"object_type": "post"}, "missing_value", "object_id"),
        ({"object_id": "p1"}, "missing_value", "object_type"),
        (
            {"object_type": "post", "object_id": "p" * 129},
            "too_long",
            "object_id",
        ),
        ({"properties": "{broken"}, "bad_properties", "properties"),
        ({"properties": [1]}, "bad_properties", "properties"),
        ({"properties": {"a": {"b": 1}}}, "bad_properties", "properties"),
        ({"properties": {"a": "x" * 201}}, "bad_properties", "properties"),
        (
            {"properties": {"a": float("nan")}},
            "bad_properties",
            "properties",
        ),
        (
            {"properties": {str(n): n for n in range(17)}},
            "too_many_properties",
            "properties",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    said: dict[str, Any],
    code: str,
    column: str,
) -> None:
    _batch, outcome = ingest(EventSourceFactory(), [{**VIEW, **said}])
    assert (outcome.accepted, outcome.rejected) == (0, 1)
    (fault,) = outcome.first_rejected[0].faults
    assert (fault.code, fault.column) == (code, column)


def test_all_faults_of_a_row_are_named_at_once() -> None:
    row = {**VIEW, "kind": "nothing", "object_type": "shoe"}
    _batch, outcome = ingest(EventSourceFactory(), [row])
    codes = [fault.code for fault in outcome.first_rejected[0].faults]
    assert codes == ["unknown_kind", "unknown_object_type"]


def test_properties_in_a_cell_are_json() -> None:
    row = {**VIEW, "properties": '{"页": 3, "空": null}'}
    ingest(EventSourceFactory(), [row])
    detail = EventDetail.objects.get()
    assert (detail.object_id, detail.properties) == ("", {"页": 3, "空": None})
