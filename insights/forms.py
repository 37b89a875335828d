import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, Invalid
from common.ui.forms import RowsField, read_opened
from insights.models import Segment, WebhookEndpoint
from insights.models.webhooks import followed_by_default
from insights.selectors.webhook_kinds import event_kind_choices
from members.models import validate_readable

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
