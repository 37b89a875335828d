from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.models import Circle
from members.models import validate_readable
from roles.labels import CONTRIBUTION_LABELS, LIMIT_LABELS
from roles.models import (
    REASON_LENGTH,
    NewcomerWelcome,
    RoleName,
    RoleSuggestionAnswer,
)
from roles.rules.contributions import ContributionType, RoleRules
from roles.rules.limits import Limits
from roles.rules.strength import (
    MAX_PER_PERSON,
)

RANGES = {
    "threshold": (20, 95),
    "low_water": (0.5, 1.0),
    "demotion_days": (7, 180),
    "margin": (0, 50),
    "half_strength_units": (2, 60),
    "half_life_days": (7, 365),
}


class OverrideForm(forms.Form):
    """Whether a member holds a role, why, and until when."""

    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=RoleName.choices,
        coerce=int,
    )
    holds = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("Holds it")), ("0", _("Does not hold it"))],
        coerce=lambda value: value == "1",
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class PassingForm(forms.Form):
    """Whose newcomers the picture of hand-overs is about."""

    DAYS = {"30": 30, "90": 90, "180": 180, "365": 365}
    USUAL = "90"

    period = forms.ChoiceField(
        label=_("Joined within"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("180", _("180 days")),
            ("365", _("a year")),
        ],
        required=False,
        initial=USUAL,
    )
    circle = forms.ModelChoiceField(
        label=_("Circle"),
        queryset=Circle.objects.order_by("name"),
        required=False,
        empty_label=_("All circles"),
    )
    city = forms.CharField(
        label=_("City"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("City")}),
    )
    model_series = forms.CharField(
        label=_("Model series"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Model series")}),
    )

    def scope(self) -> dict[str, Any]:
        """Return the parameters of the list of just these newcomers, and the
        days of the period as `days`.
        """
        given: dict[str, Any] = {}
        if self.is_bound:
            self.full_clean()
            given = self.cleaned_data
        chosen: dict[str, Any] = {}
        for name in ("city", "model_series"):
            if given.get(name):
                chosen[name] = given[name]
        if given.get("circle"):
            chosen["circle"] = str(given["circle"].pk)
        period = given.get("period") or self.USUAL
        return {**chosen, "days": self.DAYS[period]}


class WelcomeForm(forms.Form):
    """How a colleague welcomed a newcomer."""

    how = forms.ChoiceField(label=_("How"), choices=NewcomerWelcome.How)
    note = forms.CharField(
        label=_("Note"),
        max_length=REASON_LENGTH,
        required=False,
        validators=[validate_readable],
    )


class IntroductionForm(forms.Form):
    """The member to whom a newcomer is introduced."""

    host_id = forms.IntegerField(
        label=_("Member number of the host"),
        min_value=1,
        max_value=2**53,
    )


class RoleProposalAnswerForm(forms.Form):
    """The answer of staff to a proposed role."""

    role = forms.TypedChoiceField(choices=RoleName.choices, coerce=int)
    answer = forms.ChoiceField(choices=RoleSuggestionAnswer.Answer.choices)


class RulesForm(forms.Form):
    """Every limit and weight of the role policy, and why they change."""

    note = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )

    def __init__(self, *args: Any, present: RoleRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in asdict(present.limits).items():
            self.fields[name] = _limit_field(name, value)
        for contribution_type in ContributionType:
            self.fields[_weight(contribution_type)] = _weight_field(
                contribution_type,
                present.weights[contribution_type],
            )
        weights = []
        for one in ContributionType:
            weights.append(_weight(one))
        self.order_fields([*RANGES, *weights, "note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_complete = all(name in data for name in RANGES)
        if is_complete and self._limits(data).lets_few_friends_make_a_role:
            raise ValidationError(
                _(
                    "With these, three friends alone could make a role: raise "
                    "its strength, or the units that make 50.",
                ),
            )
        return data

    def _limits(self, data: dict[str, Any]) -> Limits:
        return Limits(**{name: data[name] for name in RANGES})

    def rules(self) -> RoleRules:
        """Return what was entered, as rules of no version yet."""
        weights = {}
        for contribution_type in ContributionType:
            entered = self.cleaned_data[_weight(contribution_type)]
            weights[contribution_type] = entered
        return RoleRules(self._limits(self.cleaned_data), weights, 0)


def _limit_field(name: str, value: float) -> forms.Field:
    low, high = RANGES[name]
    kind: type[forms.Field] = forms.FloatField
    if isinstance(value, int):
        kind = forms.IntegerField
    bounds: dict[str, Any] = {"min_value": low, "max_value": high}
    return kind(label=LIMIT_LABELS[name], initial=value, **bounds)


def _weight_field(
    contribution_type: ContributionType,
    value: float,
) -> forms.Field:
    label = _("Units: %(what)s") % {
        "what": CONTRIBUTION_LABELS[contribution_type],
    }
    return forms.FloatField(
        label=label,
        initial=value,
        min_value=0,
        max_value=MAX_PER_PERSON,
    )


def _weight(contribution_type: ContributionType) -> str:
    return f"weight_{contribution_type.name.lower()}"
