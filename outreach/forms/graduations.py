"""Forms of graduations and consultations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.security.access import staff_accounts
from members.models import (
    NOTE_LENGTH,
    validate_readable,
    validate_readable_lines,
)
from outreach.forms import day_field
from outreach.models.contact import REASON_LENGTH


class GraduationForm(forms.Form):
    """That a member said farewell, in which words, and who looks after it."""

    quote = forms.CharField(
        label=_("What they said"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    owner = forms.ModelChoiceField(
        staff_accounts(),
        label=_("Who looks after it"),
    )


class StepForm(forms.Form):
    """What shows that a step is done."""

    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
        help_text=_("A link, or what was said."),
    )


class EndGraduationForm(forms.Form):
    """How a graduation ended."""

    ending = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            ("held", _("Ceremony held")),
            ("stayed", _("Stays: no graduation")),
            ("declined", _("Does not want one")),
        ],
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )


class ConsultationForm(forms.Form):
    """A question to the advisers, and until when they answer."""

    question = forms.CharField(
        label=_("Question"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = day_field(_("Answers until"))


class OutcomeForm(forms.Form):
    """What came of a consultation."""

    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AdvisorAnswerForm(forms.Form):
    """What an adviser answered."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
