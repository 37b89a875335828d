from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import validate_readable
from roles.models import REASON_LENGTH, RoleName, RoleSuggestionAnswer


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
