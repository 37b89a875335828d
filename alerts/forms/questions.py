"""Forms of what is done about a question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.models import (
    CHANNEL_LENGTH,
    INVITATION_LENGTH,
    LINK_LENGTH,
    NOTE_LENGTH,
    QuestionAct,
)
from members.models import validate_readable

Kind = QuestionAct.Kind
DECIDED = (
    (Kind.GIVEN_BACK.value, _("Give back")),
    (Kind.NOT_QUESTION.value, _("Not a question")),
    (Kind.ELSEWHERE.value, _("Answered elsewhere")),
    (Kind.CLOSED.value, _("Close")),
    (Kind.REOPENED.value, _("Open again")),
)


class QuestionActForm(forms.Form):
    """An act on a question, with the reason or the place of the answer."""

    kind = forms.ChoiceField(choices=DECIDED, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
    )
    link = forms.URLField(
        label=_("Link"),
        max_length=LINK_LENGTH,
        required=False,
        assume_scheme="https",
    )


class ReasonForm(forms.Form):
    """Why questions are closed."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable],
    )


class InvitationForm(forms.Form):
    """A member, in which words they were invited, and through what."""

    member_id = forms.IntegerField(
        min_value=1,
        max_value=2**53,
        widget=forms.HiddenInput,
    )
    channel = forms.CharField(
        label=_("Sent through"),
        max_length=CHANNEL_LENGTH,
        validators=[validate_readable],
        help_text=_("Where you have sent it, for example WeChat."),
    )
    text = forms.CharField(
        label=_("Invitation"),
        max_length=INVITATION_LENGTH,
        validators=[validate_readable],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Copy it and send it yourself; it is not sent from here."),
    )

    def values(self) -> dict[str, Any]:
        """Return what invite_helper() takes."""
        return dict(self.cleaned_data)
