from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lifecycle.labels import THRESHOLD_LABELS
from lifecycle.models import REASON_LENGTH
from lifecycle.rules.states import Thresholds
from members.models import validate_readable

CHANCES = ("active", "cooling", "dormant", "browsing")
MAX_VALUES = {
    "weeks_in_a_row": 8,
    "silent_days": 180,
    "dwell_weeks": 26,
    "presence_days": 180,
    "tenure_weeks": 52,
    "active_weeks": 52,
}


class ThresholdsForm(forms.Form):
    """Every threshold of the policy, and why it changes."""

    note = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )

    def __init__(self, *args: Any, present: Thresholds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = asdict(present)
        for name, value in values.items():
            self.fields[name] = _threshold_field(name, value)
        self.order_fields([*values, "note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        names = ("active", "cooling", "dormant")
        order = []
        for name in names:
            if name in data:
                order.append(data[name])
        if order != sorted(set(order)):
            raise ValidationError(
                _("Active must lie below cooling, and cooling below dormant."),
            )
        return data

    def thresholds(self) -> Thresholds:
        """Return the thresholds that were entered."""
        names = []
        for field in fields(Thresholds):
            names.append(field.name)
        return Thresholds(**{name: self.cleaned_data[name] for name in names})


def _threshold_field(name: str, value: float) -> forms.Field:
    if name in CHANCES:
        return forms.FloatField(
            label=THRESHOLD_LABELS[name],
            initial=value,
            min_value=0.01,
            max_value=0.99,
        )
    return forms.IntegerField(
        label=THRESHOLD_LABELS[name],
        initial=value,
        min_value=1,
        max_value=MAX_VALUES[name],
    )


class DisputeForm(forms.Form):
    """Why the state is wrong, and until when the dispute holds."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
        help_text=_(
            "For example: on a business trip, a child was born, the car is in repair.",
        ),
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
