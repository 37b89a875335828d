"""Forms of claims."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.security.access import staff_accounts
from immunity.models import Claim, ClaimPolicy
from immunity.models.claims import ANSWER_LENGTH, NOTE_LENGTH
from members.models import validate_readable, validate_readable_lines
from outreach.forms import route_choices, words_field
from outreach.models import MemberChannel
from outreach.services.drafts import Route

MAX_NUMBER = 2**53


class ClaimForm(forms.ModelForm):
    """A claim: what is being said, of which models, where it was seen."""

    model_series = words_field(
        _("Model series"), _("Empty: it is said of all models.")
    )
    scene_words = words_field(
        _("Words of the scene"),
        _(
            "An own experience names each of them; write 下雨/雨天 for words "
            "that mean the same. Empty: they are taken from the claim.",
        ),
    )

    class Meta:
        model = Claim
        fields = (
            "text",
            "subject",
            "link",
            "model_series",
            "scene_words",
            "owner",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = staff_accounts()


class NewClaimForm(ClaimForm):
    """A claim that a colleague has seen."""

    is_another = forms.BooleanField(
        label=_("It is another claim than those that are there"),
        required=False,
    )


class DecisionForm(forms.Form):
    """What becomes of a claim, and what we know."""

    from_state = forms.CharField(required=False, widget=forms.HiddenInput)
    to_state = forms.ChoiceField(
        label=_("What becomes of it?"), choices=Claim.State.choices
    )
    answer = forms.CharField(
        label=_("What we know"),
        required=False,
        max_length=ANSWER_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The answer, as anybody may read it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        validators=[validate_readable],
    )


class EvidenceForm(forms.Form):
    """The post of an owner that shows whether a claim holds."""

    post = forms.IntegerField(
        label=_("Number of the post"),
        min_value=1,
        max_value=MAX_NUMBER,
        help_text=_(
            "It stands beside the posts of owners who fit; in the API it is "
            "the id of the post.",
        ),
    )
    note = forms.CharField(
        label=_("What it shows"),
        required=False,
        max_length=NOTE_LENGTH,
        validators=[validate_readable],
    )


class WordingForm(forms.Form):
    """Another wording of a claim."""

    text = forms.CharField(
        label=_("Another wording"),
        max_length=400,
        validators=[validate_readable],
    )


class InviteForm(forms.Form):
    """Which owners are invited, and how the message goes."""

    route = forms.ChoiceField(label=_("How they are sent"))
    members = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        route: Any = self.fields["route"]
        route.choices = route_choices()
        members: Any = self.fields["members"]
        chosen = []
        for value in data.getlist("members"):
            if value.isascii() and value.isdecimal() and len(value) < 16:
                chosen.append((value, value))
        members.choices = chosen
        members.error_messages["required"] = _("Choose at least one owner.")

    def clean_route(self) -> Route:
        kind, _colon, value = self.cleaned_data["route"].partition(":")
        if kind == "hand":
            return Route(value)
        channel = MemberChannel.objects.get(pk=int(value))
        return Route(channel.way, channel)


class PolicyForm(forms.ModelForm):
    """The thresholds of claims."""

    class Meta:
        model = ClaimPolicy
        fields = (
            "suggest_authors",
            "spreading_authors",
            "window_days",
            "note",
        )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if not note:
            raise ValidationError(_("Say why the thresholds change."))
        return note
