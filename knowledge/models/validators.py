"""Checks of texts with slots."""

from django.core.exceptions import ValidationError

from knowledge.models.slot_labels import slot_fault
from knowledge.rules.slots import SlotError, read_slots


def validate_slots(text: str) -> None:
    """Refuse a text whose slots cannot be read, and say where."""
    try:
        read_slots(text)
    except SlotError as error:
        raise ValidationError(slot_fault(error), code=error.code) from None
