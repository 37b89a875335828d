"""Forms of the desk: what is done about an item, and who gets it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.security.access import staff_accounts
from teamwork.forms import line_field
from teamwork.models import Interaction
from teamwork.rules.snoozing import WHEN
from teamwork.selectors.desk import all_sections

MOST_ITEMS = 200
MOST_DIGITS = 15


def _kinds() -> list[tuple[str, str]]:
    return [(section.kind, section.kind) for section in all_sections()]


class ItemForm(forms.Form):
    """An item of a desk, and what is done about it."""

    kind = forms.ChoiceField(choices=_kinds)
    number = forms.IntegerField(min_value=1, max_value=2**53)
    act = forms.SlugField(max_length=20)


class SnoozeForm(forms.Form):
    """Until when an item is put off: an hour, tomorrow, Monday, or a day."""

    until = forms.ChoiceField(
        choices=[(name, name) for name in WHEN],
        required=False,
    )
    day = forms.DateField(required=False)
    reason = line_field(_("Reason"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("until") and not cleaned.get("day"):
            raise ValidationError(_("Choose until when."))
        return cleaned


class ColleagueForm(forms.Form):
    colleague = forms.ModelChoiceField(
        staff_accounts(),
        label=_("Colleague"),
    )


class ShortLogForm(forms.ModelForm):
    """What was said, in short."""

    class Meta:
        model = Interaction
        fields = ("summary", "channel", "promise", "due_on")

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"happened_at", "member", "key"}


class ReassignForm(forms.Form):
    """Items, each as "kind:number", and who gets them."""

    colleague = forms.ModelChoiceField(
        staff_accounts(),
        label=_("Colleague"),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.items = data.getlist("items")
        self.chosen: list[tuple[str, int]] = []

    def clean(self) -> dict[str, Any]:
        """Read the chosen items."""
        cleaned: dict[str, Any] = super().clean() or {}
        known = {kind for kind, _kind in _kinds()}
        for text in self.items[: MOST_ITEMS + 1]:
            kind, _colon, number = text.partition(":")
            if kind not in known or not number.isascii():
                raise ValidationError(_("Choose items of the desk."))
            if not number.isdecimal() or len(number) > MOST_DIGITS:
                raise ValidationError(_("Choose items of the desk."))
            self.chosen.append((kind, int(number)))
        if not 1 <= len(self.chosen) <= MOST_ITEMS:
            raise ValidationError(
                _("Choose 1 to %(most)s items.") % {"most": MOST_ITEMS},
            )
        return cleaned
