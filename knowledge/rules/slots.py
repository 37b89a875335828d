"""Slots of a script: {nickname} stands for what differs from member to member."""

from collections.abc import Mapping
from dataclasses import dataclass

# What the member's own rows say.
MEMBER_SLOTS = ("nickname", "car", "days", "city")
# Who writes.
STAFF_SLOTS = ("staff",)
# What is entered at the moment of writing.
FREE_SLOTS = (
    "topic",
    "event",
    "date",
    "place",
    "issue",
    "version",
    "evidence",
    "person",
    "feature",
    "reason",
)
SLOTS = (*MEMBER_SLOTS, *STAFF_SLOTS, *FREE_SLOTS)
# A text may name its slots in Chinese as well.
CHINESE_SLOTS = {
    "昵称": "nickname",
    "车型": "car",
    "天数": "days",
    "城市": "city",
    "同事": "staff",
    "话题": "topic",
    "活动": "event",
    "日期": "date",
    "地点": "place",
    "问题": "issue",
    "版本": "version",
    "依据": "evidence",
    "人员": "person",
    "功能": "feature",
    "原因": "reason",
}
SHOWN_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot in a text: its name, and where it begins and ends."""

    name: str
    start: int
    end: int


class SlotError(Exception):
    """A text whose slots cannot be read.

    code: unknown (no such slot), open (a brace that is never closed), or unopened
    (a closing brace without an opening one) · shown: the words at fault ·
    position: of the brace, counted from 1.
    """

    def __init__(self, code: str, shown: str, position: int) -> None:
        super().__init__(f"{code} {shown!r} at {position}")
        self.code = code
        self.shown = shown
        self.position = position


class MissingValues(Exception):
    """Slots that have no value, in the order of the text."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def read_slots(text: str) -> list[Slot]:
    """Return the slots of a text in their order.

    Errors: SlotError for the first one that cannot be read.
    """
    found = []
    at = 0
    while at < len(text):
        if text[at] == "}":
            raise SlotError("unopened", "}", at + 1)
        if text[at] != "{":
            at += 1
            continue
        slot = _slot_at(text, at)
        found.append(slot)
        at = slot.end
    return found


def _slot_at(text: str, start: int) -> Slot:
    """Return the slot that begins at a brace."""
    end = text.find("}", start)
    inner = text[start + 1 : end]
    if end < 0 or "{" in inner or "\n" in inner:
        shown = text[start : start + SHOWN_CHARACTERS]
        raise SlotError("open", shown, start + 1)
    written = inner.strip()
    name = CHINESE_SLOTS.get(written, written)
    if name not in SLOTS:
        raise SlotError("unknown", written[:SHOWN_CHARACTERS], start + 1)
    return Slot(name, start, end + 1)


def slot_names(text: str) -> tuple[str, ...]:
    """Return the names of a text's slots, each once. Errors: SlotError."""
    names = {slot.name: None for slot in read_slots(text)}
    return tuple(names)


def missing_slots(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the slots of a text that have no value. Errors: SlotError."""
    missing = []
    for name in slot_names(text):
        if not values.get(name, "").strip():
            missing.append(name)
    return tuple(missing)


def fill_slots(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every slot replaced by its value.

    Braces in a value stay as they are. Errors: SlotError; MissingValues, so
    that no half-filled text ever leaves.
    """
    missing = missing_slots(text, values)
    if missing:
        raise MissingValues(missing)
    parts = []
    at = 0
    for slot in read_slots(text):
        parts.append(text[at : slot.start])
        parts.append(values[slot.name].strip())
        at = slot.end
    parts.append(text[at:])
    return "".join(parts)
