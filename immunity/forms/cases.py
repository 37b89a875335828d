"""Forms of case files and checks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from immunity.models import CaseCheck, CrisisCase
from immunity.models.cases import QUESTION_LENGTH
from members.models import validate_readable
from outreach.forms import day_field

CHECKS = 3
CASE_FIELDS = (
    "cause",
    "scope",
    "what_was_done",
    "reaction",
    "what_helped",
)


class CaseForm(forms.ModelForm):
    """What is remembered of a crisis."""

    class Meta:
        model = CrisisCase
        fields = CASE_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CASE_FIELDS:
            self.fields[name].widget.attrs["rows"] = 3


class NewCaseForm(CaseForm):
    """What is remembered of a crisis, and what is to be checked when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, CHECKS + 1):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("What to check (%(n)s)") % {"n": number},
                required=number == 1,
                max_length=QUESTION_LENGTH,
                validators=[validate_readable],
            )
            self.fields[f"due_on_{number}"] = day_field(
                _("When (%(n)s)") % {"n": number},
                required=number == 1,
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for number in range(2, CHECKS + 1):
            question = data.get(f"question_{number}")
            due_on = data.get(f"due_on_{number}")
            if bool(question) != bool(due_on):
                text = _("Give both what to check and when, or neither.")
                self.add_error(f"due_on_{number}", text)
        return data

    def checks(self) -> list[dict[str, Any]]:
        """Return what is to be checked, and when."""
        found = []
        for number in range(1, CHECKS + 1):
            question = self.cleaned_data.get(f"question_{number}")
            due_on: date | None = self.cleaned_data.get(f"due_on_{number}")
            if question and due_on:
                found.append({"question": question, "due_on": due_on})
        return found

    def values(self) -> dict[str, str]:
        """Return what is remembered."""
        return {name: self.cleaned_data[name] for name in CASE_FIELDS}


class OmissionForm(forms.Form):
    """Why no case file is written."""

    reason = forms.CharField(
        label=_("Why no case file is needed"),
        max_length=300,
        validators=[validate_readable],
    )


class CheckForm(forms.Form):
    """What a check found."""

    outcome = forms.ChoiceField(
        label=_("What was found"),
        choices=CaseCheck.Outcome.choices,
    )
    finding = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=300,
        validators=[validate_readable],
    )


class NewCheckForm(forms.Form):
    """Another check, and when."""

    question = forms.CharField(
        label=_("What to check"),
        max_length=QUESTION_LENGTH,
        validators=[validate_readable],
    )
    due_on = day_field(_("When"))
