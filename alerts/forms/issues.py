"""Forms about one issue, and about rules for owners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.models import NOTE_LENGTH, FacetField, Issue, OwnerRule
from alerts.selectors.lexicon import entry_choices
from common.security.access import staff_accounts
from members.models import validate_readable


class IssueEditForm(forms.ModelForm):
    """The name of an issue, how severe it is, who is responsible, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=NOTE_LENGTH,
        required=False,
        validators=[validate_readable],
        help_text=_("Needed for another severity; it stays in the history."),
    )

    class Meta:
        model = Issue
        fields = ("name", "severity", "owner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Issue(
            number=self.instance.number,
            shared_words=self.instance.shared_words,
            **self.instance.facet_counts,
        )
        self.fields["name"].widget.attrs["placeholder"] = str(named)
        level = Issue.Severity(self.instance.suggested_severity.level).label
        self.fields["severity"].help_text = _("Suggested: %(level)s.") % {
            "level": level,
        }
        owners: Any = self.fields["owner"]
        owners.queryset = staff_accounts()


def component_choices() -> list[tuple[str, Any]]:
    """Return the parts and services that a rule can name, none first."""
    return [("", "–"), *entry_choices(FacetField.COMPONENTS.value)]


class OwnerRuleForm(forms.ModelForm):
    """Conditions, each of which may stay empty, and who becomes responsible."""

    component = forms.ChoiceField(
        label=_("Part or service"),
        choices=component_choices,
        required=False,
    )

    class Meta:
        model = OwnerRule
        fields = (
            "name",
            "component",
            "model_series",
            "circle",
            "severity",
            "owner",
            "position",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner"]
        owners.queryset = staff_accounts()
