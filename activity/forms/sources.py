from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource

USUALLY_LEFT = ("time_format", "clock_change", "threads")


class LinesField(forms.CharField):
    """A mapping, one pair a line: name = name."""

    widget = forms.Textarea(attrs={"rows": 5, "class": "font-monospace"})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{left} = {right}" for left, right in value.items())

    def clean(self, value: Any) -> Any:
        pairs = {}
        lines = super().clean(value).splitlines()
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            left, _equals, right = line.partition("=")
            left = left.strip()
            right = right.strip()
            if not left or not right:
                raise ValidationError(
                    _("Line %(number)s: write it as name = name."),
                    params={"number": number},
                )
            pairs[left] = right
        return pairs


class EventSourceForm(forms.ModelForm):
    columns = LinesField(
        label=_("Columns"),
        required=False,
        help_text=_(
            "One a line: our field = the source's column. Fields that are not "
            "named are called as ours.",
        ),
    )
    kinds = LinesField(
        label=_("Kinds"),
        required=False,
        help_text=_(
            "One a line: theirs = ours; * stands for anything, - leaves a "
            "kind out. What is not named is read in our words: login, 登录 …",
        ),
    )

    class Meta:
        model = EventSource
        fields = (
            "name",
            "label",
            "platform",
            "time_zone",
            "time_format",
            "clock_change",
            "unknown_members",
            "threads",
            "history_until",
            "columns",
            "kinds",
        )
        widgets = {
            "history_until": forms.DateInput(
                format="%Y-%m-%d",
                attrs={"type": "date"},
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["name"].disabled = True
        for name in USUALLY_LEFT:
            self.fields[name].required = False

    def clean_time_format(self) -> str:
        return self._given("time_format")

    def clean_clock_change(self) -> str:
        return self._given("clock_change")

    def clean_threads(self) -> str:
        return self._given("threads")

    def clean_history_until(self) -> date | None:
        """Return the day that was entered; a form without the field changes
        nothing.
        """
        day: date | None = self.cleaned_data["history_until"]
        if self.add_prefix("history_until") not in self.data:
            day = self.instance.history_until
        return day

    def _given(self, name: str) -> str:
        """Return what was chosen; a form without the field changes nothing."""
        value: str = self.cleaned_data[name] or getattr(self.instance, name)
        return value
