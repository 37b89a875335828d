"""Checks of texts that members and other rows hold."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.rules.characters import is_visible, unreadable_characters
from common.rules.corrupted_values import is_corrupted
from members.rules.vins import fold_vin, is_vin

LINE_BREAKS = str.maketrans("\r\n\t", "   ")


def validate_readable(text: str) -> None:
    """Refuse text whose characters the reader would not see as they are stored."""
    unknown = unreadable_characters(text)
    if unknown:
        codes = ", ".join(f"U+{ord(c):04X}" for c in unknown)
        raise ValidationError(
            _("Contains invisible or control characters: %(codes)s"),
            params={"codes": codes},
        )
    if is_corrupted(text):
        raise ValidationError(
            _(
                "Only an error or the remains of a value stand here. Export "
                "the file anew, with the column as text, or correct the cell.",
            ),
        )
    if text and not is_visible(text):
        raise ValidationError(_("Contains no visible character."))


def validate_readable_lines(text: str) -> None:
    """Refuse what validate_readable refuses, but for line breaks and tabs."""
    validate_readable(text.translate(LINE_BREAKS))


def validate_vin(text: str) -> None:
    """Refuse what cannot be a VIN. Rows of older versions may hold such text;
    they stay readable.
    """
    if not is_vin(fold_vin(text)):
        raise ValidationError(
            _(
                "A VIN has 17 characters: digits and capital letters, but never I, O or Q.",
            ),
        )
