"""What names a post without an id of its own."""

from datetime import UTC
from typing import Any

import pytest

from activity.rules.drafts import SourceMapping
from common.rules.rows import RejectedDraft
from community.rules.post_drafts import PostRowParser
from tests.conftest import NOW


def read(**more: Any) -> Any:
    rules = SourceMapping(columns={}, kinds={}, zone=UTC, now=NOW)
    row = {
        "member": "0012",
        "occurred_at": "2026-05-01 09:30:00",
        "text": "请问大家也这样吗？",
        **more,
    }
    return PostRowParser(rules).read(row, 2)


@pytest.mark.parametrize("floor", ["3", 3, "03", " 3 "])
def test_post_without_an_id_is_named_by_thread_and_floor(floor: Any) -> None:
    draft = read(external_id="", thread="T9", is_opening=floor)
    assert draft.event.external_id == "T9#3"
    assert draft.thread_key == "T9"
    assert draft.opening is False


def test_first_floor_opens_its_thread() -> None:
    draft = read(thread="T9", is_opening="1")
    assert (draft.event.external_id, draft.opening) == ("T9#1", True)


def test_an_id_of_its_own_stands() -> None:
    draft = read(external_id="p7", thread="T9", is_opening="3")
    assert draft.event.external_id == "p7"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"thread": "T9"},
        {"is_opening": "3"},
        {"thread": "T9", "is_opening": "0"},
        {"thread": "T9", "is_opening": "否"},
        {"thread": " ", "is_opening": "3"},
    ],
)
def test_post_without_id_or_floor_is_refused(more: dict[str, str]) -> None:
    draft = read(**more)
    assert isinstance(draft, RejectedDraft)
    found = [(fault.code, fault.column) for fault in draft.faults]
    assert ("missing_value", "external_id") in found
