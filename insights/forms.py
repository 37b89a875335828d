import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid
from common.ui.forms import RowsField, read_opened
from community.models import Circle
from insights.models import Annotation, Dashboard, Segment, WebhookEndpoint
from insights.models.webhooks import followed_by_default
from insights.selectors.dashboards import PERIODS, known_cards, library_for
from insights.selectors.webhook_kinds import event_kind_choices
from members.models import validate_readable

PERIOD_CHOICES = [
    (n, format_lazy(_("{weeks} weeks"), weeks=n)) for n in PERIODS
]
RULE_LENGTH = 20_000
STARTING_RULE = {"all": [{"field": "state", "is": ["active"]}]}


def read_rule_text(text: str) -> Any:
    """Return the rule that a text holds as JSON. Errors: Invalid."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(
            "bad_json",
            _("This is no JSON: %(error)s") % {"error": error},
        ) from error


class RuleForm(forms.Form):
    """A rule as JSON, which the page builds from choices."""

    rule = forms.CharField(
        label=_("Rule"),
        max_length=RULE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "data-rule": ""}),
    )

    def clean_rule(self) -> Any:
        try:
            return read_rule_text(self.cleaned_data["rule"])
        except DomainError as error:
            raise ValidationError(str(error.message)) from error


class SegmentForm(RuleForm):
    """A segment's name, what it is for, and its rule."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[validate_readable],
    )
    note = forms.CharField(
        label=_("What for"),
        max_length=300,
        required=False,
        validators=[validate_readable],
    )
    field_order = ("name", "note", "rule")

    def opened(self) -> dict[str, Any]:
        """Return the values with which the page was opened, the rule as JSON.

        Errors: Invalid if the rule cannot be read.
        """
        opened = read_opened(self)
        if "rule" in opened:
            opened["rule"] = read_rule_text(opened["rule"])
        return opened


class ListNameForm(forms.Form):
    """The name of the fixed list that members join; it may be a new one."""

    name = forms.CharField(
        label=_("Fixed list"),
        max_length=60,
        validators=[validate_readable],
    )


class WebhookForm(forms.ModelForm):
    segments = RowsField(
        Segment.objects.filter(archived_at__isnull=True),
        label=_("Segments"),
        required=False,
        help_text=_("Of which segments; none chosen means all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event_kinds"] = forms.MultipleChoiceField(
            label=_("Events"),
            choices=event_kind_choices(),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("Of which events it is notified."),
        )
        if not self.instance.pk:
            self.initial["event_kinds"] = followed_by_default()

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "segments")


class ScopeForm(forms.Form):
    """Of whom and of which weeks a dashboard shows figures; all of it is part
    of the address.
    """

    weeks = forms.ChoiceField(
        label=_("Period"),
        choices=PERIOD_CHOICES,
        required=False,
    )
    city = forms.CharField(label=_("City"), max_length=30, required=False)
    model_series = forms.CharField(
        label=_("Model series"),
        max_length=40,
        required=False,
    )
    circle = forms.ModelChoiceField(
        label=_("Circle"),
        queryset=Circle.objects.all(),
        required=False,
    )
    segment = forms.ModelChoiceField(
        label=_("Segment"),
        queryset=Segment.objects.filter(archived_at__isnull=True),
        required=False,
    )
    compare = forms.ChoiceField(
        label=_("Compare"),
        choices=[("", _("with the period before")), ("no", _("not"))],
        required=False,
    )

    def in_words(self) -> str:
        """Return the filter as a reader would say it; nothing if it is wrong."""
        if not self.is_valid():
            return ""
        periods = {}
        for n, label in PERIOD_CHOICES:
            periods[str(n)] = label
        words = []
        for name, value in self.cleaned_data.items():
            if not value:
                continue
            if name == "compare":
                words.append(gettext("without the period before"))
            elif name == "weeks":
                words.append(str(periods[value]))
            else:
                shown = {"field": self.fields[name].label, "value": value}
                words.append(gettext("%(field)s is %(value)s") % shown)
        return gettext(", ").join(words)

    def offer(self, name: str, values: Sequence[str]) -> None:
        """Let a field of free words be chosen from these, the present one too."""
        chosen = str(self.data.get(name, ""))
        words = list(dict.fromkeys([*values, *([chosen] if chosen else [])]))
        choices = [("", "---------"), *((word, word) for word in words)]
        self.fields[name].widget = forms.Select(choices=choices)


class DashboardForm(forms.ModelForm):
    """A dashboard: its name, who sees it, and its cards in order."""

    cards = forms.MultipleChoiceField(
        label=_("Cards"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one card.")},
    )

    class Meta:
        model = Dashboard
        fields = ("name", "is_shared", "cards", "query")
        widgets = {"query": forms.HiddenInput}

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = known_cards(self.initial.get("cards") or ())
        library = {}
        for spec in library_for(user):
            library[spec.name] = spec
        first = []
        for name in chosen:
            if name in library:
                first.append(name)
        others = [name for name in library if name not in first]
        choices = [(name, library[name]) for name in (*first, *others)]
        cards: Any = self.fields["cards"]
        cards.choices = [(name, spec.title) for name, spec in choices]
        self.filter_words = ScopeForm(
            QueryDict(self["query"].value() or ""),
        ).in_words()
        self.shown_cards = [
            (name, spec, name in first) for name, spec in choices
        ]


class AnnotationForm(forms.ModelForm):
    """What happened on a day, and whom it concerns."""

    class Meta:
        model = Annotation
        fields = ("day", "kind", "text", "city", "model_series")
        widgets = {"day": forms.DateInput(attrs={"type": "date"})}
