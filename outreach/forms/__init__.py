from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.models import Script
from members.models import (
    NOTE_LENGTH,
    validate_readable,
    validate_readable_lines,
)
from outreach.models import (
    HolidayYear,
    MemberChannel,
    Opportunity,
    OutreachMessage,
)
from outreach.models.choices import Way
from outreach.models.contact import REASON_LENGTH
from outreach.services.drafts import Route
from teamwork.models import Interaction

MOST_WORDS = 20
WORD_LENGTH = 40


def day_field(label: Any, **how: Any) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **how)


class WordsField(forms.CharField):
    """Words in one line, separated by commas of any kind."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.clean(data) != (initial or []))

    def clean(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        text = super().clean(value)
        words: dict[str, None] = {}
        for sign in "，、;；\n":
            text = text.replace(sign, ",")
        for word in text.split(","):
            if word.strip():
                words[word.strip()] = None
        if len(words) > MOST_WORDS or any(
            len(word) > WORD_LENGTH for word in words
        ):
            message = _("At most %(most)s words of %(length)s characters.")
            shown = {"most": MOST_WORDS, "length": WORD_LENGTH}
            raise ValidationError(message, params=shown)
        return list(words)


def words_field(label: Any, help_text: Any = "") -> WordsField:
    """Return a field for words separated by commas."""
    return WordsField(
        label=label,
        required=False,
        max_length=500,
        validators=[validate_readable],
        help_text=help_text,
    )


class OpportunityForm(forms.ModelForm):
    """An opportunity, and whom it suits."""

    tags = words_field(
        _("Interests"),
        _("Separated by commas. One of them has to be an interest of theirs."),
    )
    model_series = words_field(_("Model series"))
    cities = words_field(_("Cities"))
    happens_on = day_field(
        _("On"), required=False, help_text=_("It fills {date}.")
    )
    ends_on = day_field(
        _("Offered until"),
        help_text=_("No message is sent after this day."),
    )

    class Meta:
        model = Opportunity
        fields = (
            "title",
            "kind",
            "audience",
            "tags",
            "model_series",
            "cities",
            "place",
            "happens_on",
            "ends_on",
            "script",
            "held_out_percent",
            "outcome_days",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        script: Any = self.fields["script"]
        usable = Script.objects.filter(versions__state="approved").distinct()
        script.queryset = usable.order_by("scene", "title")


class RouteForm(forms.Form):
    """How messages are sent."""

    route = forms.ChoiceField(label=_("How they are sent"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        route: Any = self.fields["route"]
        route.choices = route_choices()

    def clean_route(self) -> Route:
        kind, _colon, value = self.cleaned_data["route"].partition(":")
        if kind == "hand":
            return Route(value)
        channel = MemberChannel.objects.get(pk=int(value))
        return Route(channel.way, channel)


def route_choices() -> list[tuple[str, str]]:
    """Return the ways by hand and the open channels, as values and names."""
    choices = []
    for way in (Way.WECOM, Way.SMS, Way.EMAIL, Way.OTHER):
        label = _("%(way)s, sent by hand") % {"way": way.label}
        choices.append((f"hand:{way}", label))
    for channel in MemberChannel.objects.filter(is_open=True):
        label = f"{channel.get_way_display()} · {channel.name}"
        choices.append((f"channel:{channel.pk}", label))
    return choices


class TextForm(forms.ModelForm):
    """The text of a draft."""

    class Meta:
        model = OutreachMessage
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class NoteForm(forms.Form):
    """Why a message is sent back or cancelled."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )


class AnswerForm(forms.Form):
    """What the member answered."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("What they answered"),
        max_length=NOTE_LENGTH,
        validators=[validate_readable_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mood = forms.TypedChoiceField(
        label=_("Mood"),
        choices=Interaction.Mood.choices,
        coerce=int,
        initial=int(Interaction.Mood.CALM),
    )


class StopForm(forms.Form):
    """Why nobody writes to a member, and until when."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        validators=[validate_readable],
    )
    until = day_field(
        _("Until"),
        required=False,
        help_text=_("Empty: until a colleague ends it."),
    )


class HolidayForm(forms.ModelForm):
    """The holidays of a year."""

    class Meta:
        model = HolidayYear
        fields = ("year", "days")
        widgets = {"days": forms.Textarea(attrs={"rows": 9})}

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not date.min.year + 2020 <= year <= 2100:
            raise ValidationError(_("Give a year from 2021 to 2100."))
        return year


class ChannelForm(forms.ModelForm):
    """A channel that sends to members."""

    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput,
        help_text=_(
            "What calls are signed with (Standard Webhooks, whsec_…). Empty: "
            "it stays as it is.",
        ),
    )

    class Meta:
        model = MemberChannel
        fields = ("way", "name", "address", "platform", "is_open")


def half_hours() -> list[tuple[str, str]]:
    """Return the choices of quiet hours."""
    found = []
    for hour in range(24):
        for minute in (0, 30):
            text = time(hour, minute).isoformat("minutes")
            found.append((text, text))
    return found
