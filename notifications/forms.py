from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notifications.labels import GROUP_LABELS, KIND_LABELS
from notifications.models import EscalationPolicy, Preference
from notifications.models.notifications import Pace, Urgency
from notifications.rules.kind_groups import KIND_GROUPS, preset_paces
from notifications.selectors.preferences import KindChoice

FOLLOWS = [
    ("", _("not at all")),
    (Urgency.NORMAL.value, _("always")),
    (Urgency.CRITICAL.value, _("only what is critical")),
]


class ReadForm(forms.Form):
    """Marking as read asks for nothing else."""


def field_name(kind: str) -> str:
    """Return the name of the field of a kind."""
    return "kind-" + kind.replace(".", "-")


def with_preset(data: QueryDict, preset: str) -> QueryDict:
    """Return what was entered with the choice of a preset in it."""
    filled = data.copy()
    for kind, pace in preset_paces(preset).items():
        filled[field_name(kind)] = pace
    return filled


class KindFields(NamedTuple):
    """The kinds of a group: its name, what it is called, its fields."""

    name: str
    label: Any
    fields: list[Any]


class PreferenceForm(forms.ModelForm):
    """How a colleague is notified, and how soon of each kind."""

    class Meta:
        model = Preference
        fields = ("by_email", "quiet_from", "quiet_until", "digest_hour")
        widgets = {
            "quiet_from": forms.TimeInput(
                format="%H:%M",
                attrs={"type": "time"},
            ),
            "quiet_until": forms.TimeInput(
                format="%H:%M",
                attrs={"type": "time"},
            ),
        }

    def __init__(
        self,
        *args: Any,
        choices: list[KindChoice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [one.kind.name for one in choices]
        for one in choices:
            self.fields[field_name(one.kind.name)] = forms.ChoiceField(
                label=one.label.name,
                choices=Pace.choices,
                initial=one.pace,
                help_text=one.label.when,
                widget=forms.RadioSelect,
            )

    def groups(self) -> list[KindFields]:
        """Return the fields of the kinds in their groups."""
        shown = []
        for name, kinds in KIND_GROUPS.items():
            fields = [self[field_name(kind)] for kind in kinds]
            shown.append(KindFields(name, GROUP_LABELS[name], fields))
        return shown

    def others(self) -> list[Any]:
        """Return the fields that belong to no kind."""
        return [self[name] for name in PreferenceForm.Meta.fields]

    def chosen(self) -> dict[str, Any]:
        """Return what the colleague chose for all kinds."""
        names = PreferenceForm.Meta.fields
        return {name: self.cleaned_data[name] for name in names}

    def paces(self) -> dict[str, str]:
        """Return how soon the colleague is notified of each kind."""
        given = self.cleaned_data
        return {kind: given[field_name(kind)] for kind in self.kinds}


class SubscriptionForm(forms.Form):
    """What a channel receives."""

    mentions_all = forms.BooleanField(
        label=_("Call everybody in the group when it is critical"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in KIND_LABELS.items():
            self.fields[field_name(name)] = forms.ChoiceField(
                label=label.name,
                choices=FOLLOWS,
                required=False,
                help_text=label.when,
            )

    def minimums(self) -> dict[str, str]:
        """Return from which urgency on the channel receives each kind."""
        found = {}
        for kind in KIND_LABELS:
            if minimum := self.cleaned_data[field_name(kind)]:
                found[kind] = minimum
        return found


class EscalationForm(forms.ModelForm):
    """After how many hours an alert is escalated."""

    class Meta:
        model = EscalationPolicy
        fields = ("critical_hours", "normal_hours")
