from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Decision, Review
from campaigns.models.choices import PROSE_LENGTH, WORDS_LENGTH
from common.security.access import staff_accounts
from members.models import validate_readable, validate_readable_lines
from outreach.forms import day_field


class ReviewForm(forms.ModelForm):
    """A review meeting."""

    since = day_field(_("Period from"))
    until = day_field(_("Period to"))
    held_on = day_field(_("Held on"))

    class Meta:
        model = Review
        fields = (
            "title",
            "campaign",
            "since",
            "until",
            "held_on",
            "lead",
            "present",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        started = Campaign.objects.filter(started_at__isnull=False)
        fields["campaign"].queryset = started.order_by("-starts_on")
        fields["lead"].queryset = staff_accounts()


class ReviewFindingForm(forms.Form):
    """What a review found."""

    text = forms.CharField(
        label=_("Finding"),
        max_length=PROSE_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(forms.ModelForm):
    """What a review decided."""

    check_on = day_field(_("Check on"))

    class Meta:
        model = Decision
        fields = (
            "what",
            "expected",
            "measure",
            "owner",
            "check_on",
            "campaign",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].queryset = staff_accounts()
        fields["owner"].required = True
        open_ones = Campaign.objects.open()
        fields["campaign"].queryset = open_ones.order_by("-starts_on")


class ReadingForm(forms.Form):
    """Whether a decision worked."""

    reading = forms.ChoiceField(
        label=_("Reading"),
        choices=[
            (one.value, one.label) for one in Decision.Reading if one.value
        ],
    )
    note = forms.CharField(
        label=_("What was seen"),
        max_length=WORDS_LENGTH,
        validators=[validate_readable],
    )
