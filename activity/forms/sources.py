from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activity.models import EventSource
from activity.rules.source_names import source_name

USUALLY_LEFT = ("time_format", "clock_change", "threads")
MAIN_FIELDS = ("label", "time_zone", "unknown_members")


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
        else:
            self.initial["time_zone"] = settings.BUSINESS_TIME_ZONE
            self.fields["name"].required = False
            self.fields["name"].help_text = _(
                "For files and interfaces; if left empty, it is made of the "
                "shown name and cannot be changed later.",
            )
            self.fields["label"].help_text = _(
                "As the team calls it: owners' app, forum, WeCom group …",
            )
        for name in USUALLY_LEFT:
            self.fields[name].required = False

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """Return the fields that every source needs."""
        found: list[forms.BoundField] = []
        for name in MAIN_FIELDS:
            found.append(self[name])
        return found

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return the settings that few sources need."""
        found: list[forms.BoundField] = []
        for name in self.fields:
            if name not in MAIN_FIELDS:
                found.append(self[name])
        return found

    @property
    def has_more_errors(self) -> bool:
        """Tell whether a setting that few sources need is wrong."""
        return any(field.errors for field in self.more_fields)

    def clean(self) -> dict[str, Any]:
        """Return what was entered; a new source without a name is named after its label."""
        entered: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk or "name" in self.errors or entered.get("name"):
            return entered
        label = entered.get("label", "")
        if not label:
            raise ValidationError({"label": _("Give the source a name.")})
        taken = EventSource.objects.values_list("name", flat=True)
        entered["name"] = source_name(label, set(taken))
        self.instance.name = entered["name"]
        return entered

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
