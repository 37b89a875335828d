from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lifecycle.models import REASON_LENGTH
from lifecycle.rules.states import Thresholds
from lifecycle.services.wording import THRESHOLD_LABELS
from members.models import validate_readable

CHANCES = ("active", "cooling", "dormant", "browsing")
MOST = {"weeks_in_a_row": 8, "silent_days": 180, "dwell_weeks": 26, "presence_days": 180, "tenure_weeks": 52,
        "active_weeks": 52}  # fmt: skip


class ThresholdsForm(forms.Form):
    """Every threshold of the policy, and why they are to change."""

    note = forms.CharField(label=_("Why"), max_length=REASON_LENGTH, validators=[validate_readable])

    def __init__(self, *args: Any, present: Thresholds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = asdict(present)
        for field in fields(Thresholds):
            name = field.name
            limits = (
                {"min_value": 0.01, "max_value": 0.99} if name in CHANCES else {"min_value": 1, "max_value": MOST[name]}
            )
            kind = forms.FloatField if name in CHANCES else forms.IntegerField
            self.fields[name] = kind(label=THRESHOLD_LABELS[name], initial=values[name], **limits)
        self.order_fields([*values, "note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        order = [data[name] for name in ("active", "cooling", "dormant") if name in data]
        if order != sorted(set(order)):
            raise ValidationError(_("Active must lie below cooling, and cooling below dormant."))
        return data

    def thresholds(self) -> Thresholds:
        """Return what was entered."""
        return Thresholds(**{field.name: self.cleaned_data[field.name] for field in fields(Thresholds)})


class DisputeForm(forms.Form):
    """Why the state is not what it looks like, and until when."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
        help_text=_("For example: on a business trip, a child was born, the car is in repair."),
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
