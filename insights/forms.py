import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.forms import RowsField
from insights.models import Segment, WebhookEndpoint
from members.models import validate_readable

RULE_LENGTH = 20_000
STARTING_RULE = {"all": [{"field": "state", "is": ["active"]}]}


class RuleForm(forms.Form):
    """A rule as JSON; the page builds it by choosing."""

    rule = forms.CharField(
        label=_("Rule"), max_length=RULE_LENGTH, widget=forms.Textarea(attrs={"rows": 6, "data-rule": ""})
    )

    def clean_rule(self) -> Any:
        try:
            return json.loads(self.cleaned_data["rule"])
        except (ValueError, RecursionError) as error:
            raise ValidationError(_("This is no JSON: %(error)s"), params={"error": error}) from error


class SegmentForm(RuleForm):
    name = forms.CharField(label=_("Name"), max_length=60, validators=[validate_readable])
    note = forms.CharField(label=_("What for"), max_length=300, required=False, validators=[validate_readable])
    field_order = ("name", "note", "rule")


class ListNameForm(forms.Form):
    """The fixed list that members join; made if there is none of this name."""

    name = forms.CharField(label=_("Fixed list"), max_length=60, validators=[validate_readable])


class WebhookForm(forms.ModelForm):
    segments = RowsField(
        Segment.objects.filter(archived_at__isnull=True),
        label=_("Segments"),
        required=False,
        help_text=_("Of which segments; none chosen means all."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("name", "url", "segments")
