"""Slots of scripts: found, named when wrong, and never half filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.models.slot_labels import SLOT_LABELS
from knowledge.rules.slots import (
    CHINESE_SLOTS,
    SLOTS,
    MissingValues,
    SlotError,
    fill_slots,
    missing_slots,
    read_slots,
    slot_names,
)


def test_slots_are_read_in_order_with_their_place() -> None:
    slots = read_slots("您好{nickname}，{ car }到{nickname}")
    assert [slot.name for slot in slots] == ["nickname", "car", "nickname"]
    assert (slots[0].start, slots[0].end) == (2, 12)
    assert slot_names("{car}{nickname}{car}") == ("car", "nickname")


def test_chinese_names_mean_the_same_slots() -> None:
    assert slot_names("{昵称}您好，{车型}") == ("nickname", "car")
    assert set(CHINESE_SLOTS.values()) == set(SLOTS)


def test_every_slot_has_a_label() -> None:
    assert set(SLOT_LABELS) == set(SLOTS)


@pytest.mark.parametrize(
    ("text", "code", "shown", "position"),
    [
        ("您好{name}！", "unknown", "name", 3),
        ("您好{nickname", "open", "{nickname", 3),
        ("您好{nick{car}", "open", "{nick{car}", 3),
        ("{car\n}", "open", "{car\n}", 1),
        ("您好}", "unopened", "}", 3),
        ("{}", "unknown", "", 1),
        ("{car}{{car}", "open", "{{car}", 6),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(
    text: str, code: str, shown: str, position: int
) -> None:
    with pytest.raises(SlotError) as raised:
        read_slots(text)
    error = raised.value
    assert (error.code, error.shown, error.position) == (
        code,
        shown,
        position,
    )


def test_a_missing_value_is_named_and_nothing_filled() -> None:
    text = "{nickname}您好，{date}见，{nickname}"
    with pytest.raises(MissingValues) as raised:
        fill_slots(text, {"nickname": "小满", "date": "  "})
    assert raised.value.names == ("date",)
    assert missing_slots(text, {}) == ("nickname", "date")


def test_values_with_braces_stay_as_they_are() -> None:
    values = {"nickname": "{car}", "car": "远山"}
    assert fill_slots("{nickname}的{car}", values) == "{car}的远山"


@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"{{{name}}}" for name in SLOTS]),
            st.text(alphabet="您好，。a 1\n", max_size=5),
        ),
        max_size=8,
    ),
)
def test_filled_texts_have_every_value_and_no_slot(parts: list[str]) -> None:
    text = "".join(parts)
    values = {name: f"<{name}>" for name in SLOTS}
    expected = ""
    for part in parts:
        name = part.strip("{}")
        expected += f"<{name}>" if part == f"{{{name}}}" else part
    assert fill_slots(text, values) == expected
