from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from members.models import validate_readable
from roles.models import REASON_LENGTH, RoleName, RoleSuggestionAnswer
from roles.rules.deeds import Feature, RoleRules
from roles.rules.strength import MOST_PER_PERSON, Limits
from roles.services.wording import FEATURE_LABELS, LIMIT_LABELS

RANGES = {
    "threshold": (20, 95), "low_water": (0.5, 1.0), "demotion_days": (7, 180), "margin": (0, 50),
    "half_strength_units": (2, 60), "half_life_days": (7, 365),
}  # fmt: skip


class OverrideForm(forms.Form):
    """Whether a member holds a role, why, and until when."""

    role = forms.TypedChoiceField(label=_("Role"), choices=RoleName.choices, coerce=int)
    holds = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("Holds it")), ("0", _("Does not hold it"))],
        coerce=lambda value: value == "1",
    )
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, validators=[validate_readable])
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class SuggestionForm(forms.Form):
    """What staff say to the suggestion of a role."""

    role = forms.TypedChoiceField(choices=RoleName.choices, coerce=int)
    answer = forms.ChoiceField(choices=RoleSuggestionAnswer.Answer.choices)


class RulesForm(forms.Form):
    """Every limit and weight of the role policy, and why they are to change."""

    note = forms.CharField(label=_("Why"), max_length=REASON_LENGTH, validators=[validate_readable])

    def __init__(self, *args: Any, present: RoleRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in asdict(present.limits).items():
            low, high = RANGES[name]
            kind = forms.IntegerField if isinstance(value, int) else forms.FloatField
            self.fields[name] = kind(label=LIMIT_LABELS[name], initial=value, min_value=low, max_value=high)
        for feature in Feature:
            label = _("Units: %(what)s") % {"what": FEATURE_LABELS[feature]}
            self.fields[_weight(feature)] = forms.FloatField(
                label=label, initial=present.weights[feature], min_value=0, max_value=MOST_PER_PERSON
            )
        self.order_fields([*RANGES, *(_weight(feature) for feature in Feature), "note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if all(name in data for name in RANGES) and self._limits(data).lets_few_friends_make_a_role:
            raise ValidationError(
                _("With these, three friends alone could make a role: raise its strength, or the units that make 50.")
            )
        return data

    def _limits(self, data: dict[str, Any]) -> Limits:
        return Limits(**{name: data[name] for name in RANGES})

    def rules(self) -> RoleRules:
        """Return what was entered, as rules of no version yet."""
        weights = {feature: self.cleaned_data[_weight(feature)] for feature in Feature}
        return RoleRules(self._limits(self.cleaned_data), weights, 0)


def _weight(feature: Feature) -> str:
    return f"weight_{feature.name.lower()}"
